"""The papers behind the networks of the shelf. ``year`` is that of the first publication."""

from archreport.report.model import Paper

ALEXNET = Paper(
    "A. Krizhevsky, I. Sutskever, G. E. Hinton",
    "ImageNet Classification with Deep Convolutional Neural Networks",
    "NIPS",
    2012,
    "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks",
)
ONE_WEIRD_TRICK = Paper(
    "A. Krizhevsky",
    "One weird trick for parallelizing convolutional neural networks",
    "arXiv:1404.5997",
    2014,
    "https://arxiv.org/abs/1404.5997",
)
VGG = Paper(
    "K. Simonyan, A. Zisserman",
    "Very Deep Convolutional Networks for Large-Scale Image Recognition",
    "ICLR 2015, arXiv:1409.1556",
    2014,
    "https://arxiv.org/abs/1409.1556",
)
ZFNET = Paper(
    "M. D. Zeiler, R. Fergus",
    "Visualizing and Understanding Convolutional Networks",
    "ECCV 2014, arXiv:1311.2901",
    2013,
    "https://arxiv.org/abs/1311.2901",
)
GOOGLENET = Paper(
    "C. Szegedy, W. Liu, Y. Jia, P. Sermanet, S. Reed, D. Anguelov, D. Erhan, V. Vanhoucke, "
    "A. Rabinovich",
    "Going Deeper with Convolutions",
    "CVPR 2015, arXiv:1409.4842",
    2014,
    "https://arxiv.org/abs/1409.4842",
)
INCEPTION_V4 = Paper(
    "C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi",
    "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning",
    "AAAI 2017, arXiv:1602.07261",
    2016,
    "https://arxiv.org/abs/1602.07261",
)
RESNET = Paper(
    "K. He, X. Zhang, S. Ren, J. Sun",
    "Deep Residual Learning for Image Recognition",
    "CVPR 2016, arXiv:1512.03385",
    2015,
    "https://arxiv.org/abs/1512.03385",
)
FCN = Paper(
    "J. Long, E. Shelhamer, T. Darrell",
    "Fully Convolutional Networks for Semantic Segmentation",
    "CVPR 2015, arXiv:1411.4038",
    2014,
    "https://arxiv.org/abs/1411.4038",
)
DEEPFACE = Paper(
    "Y. Taigman, M. Yang, M. Ranzato, L. Wolf",
    "DeepFace: Closing the Gap to Human-Level Performance in Face Verification",
    "CVPR",
    2014,
    "https://doi.org/10.1109/CVPR.2014.220",
)
UNET = Paper(
    "O. Ronneberger, P. Fischer, T. Brox",
    "U-Net: Convolutional Networks for Biomedical Image Segmentation",
    "MICCAI 2015, arXiv:1505.04597",
    2015,
    "https://arxiv.org/abs/1505.04597",
)
DECONVNET = Paper(
    "H. Noh, S. Hong, B. Han",
    "Learning Deconvolution Network for Semantic Segmentation",
    "ICCV 2015, arXiv:1505.04366",
    2015,
    "https://arxiv.org/abs/1505.04366",
)
