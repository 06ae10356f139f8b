"""Sizes of data sets and of procedures that chapters use and no report holds, each with its source.

Results and totals that somebody printed are claims (`archreport.audit`); here is what
was asked, not an answer to it.
"""

#: Training pictures of ILSVRC-2012, and how many were kept to validate and to test.
#: Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, 2015, Table 2.
IMAGENET_TRAIN = 1_281_167
IMAGENET_VALIDATION = 50_000
IMAGENET_TEST = 100_000
#: Guesses allowed for each picture.
IMAGENET_GUESSES = 5

#: How a picture is prepared for networks trained on ImageNet: its shorter side in pixels, and the
#: brightest value of a file. The averages of red, green and blue that VGG's own weights expect:
#: the authors' notes beside the weights (for Caffe), 2014.
IMAGENET_SHORTER_SIDE = 256
BRIGHTEST = 255
VGG_MEANS = (123.68, 116.779, 103.939)

#: How AlexNet was trained: pictures in a batch, passes over the training pictures, learning rate at
#: the start, momentum, weight decay, share of values that dropout sets to zero; the pictures'
#: shorter side, and the crop that is cut out of them. Krizhevsky, Sutskever, Hinton, 2012, sections
#: 2, 4 and 5.
ALEXNET_BATCH = 128
ALEXNET_EPOCHS = 90
ALEXNET_RATE = 0.01
ALEXNET_MOMENTUM = 0.9
ALEXNET_DECAY = 0.0005
ALEXNET_DROPOUT = 0.5
ALEXNET_SIDE = 256
ALEXNET_CROP = 224

#: What adults read in a minute, aloud: English words, Chinese characters. Trauzettel-Klosinski and
#: Dietz, Standardized Assessment of Reading Performance: The New International Reading Speed
#: Texts IReST, 2012, table of means.
ENGLISH_WORDS_A_MINUTE = 228
CHINESE_CHARACTERS_A_MINUTE = 255

#: Crops of a picture that GoogLeNet's best score averages: scales, squares of each, crops of each
#: square, and mirror images. Szegedy et al., Going Deeper with Convolutions, 2014, section 7.
GOOGLENET_CROPS = 4 * 3 * 6 * 2

#: HOG for a person: window, cell and block in pixels and cells, directions without sign.
#: Dalal and Triggs, Histograms of Oriented Gradients for Human Detection, 2005.
HOG_WINDOW = (64, 128)
HOG_CELL = 8
HOG_BLOCK = 2
HOG_DIRECTIONS = 9

#: Cells along one side of a SIFT descriptor. Lowe, 2004.
SIFT_CELLS = 4

#: Labeled Faces in the Wild, the protocol of the tables: pairs, and the parts they are split into.
#: Huang et al., Labeled Faces in the Wild, 2007.
LFW_PAIRS = 6_000
LFW_FOLDS = 10

#: Landmarks of DeepFace's 2-D and 3-D alignment. Taigman et al., 2014, section 2.
LANDMARKS_2D = 6
LANDMARKS_3D = 67
