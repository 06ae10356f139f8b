"""The layers that the course teaches as ideas, each in a file that can be read on its own.

* `normalisation`: local response normalisation, from its formula
* `conv_norm`: convolution, batch normalisation and ReLU, the unit of later networks
* `inception`: the inception module, naive and with 1×1 reductions
* `residual`: the plain, basic and bottleneck blocks, and the three kinds of shortcut
* `local`: the locally connected layer, a convolution without shared weights
* `transposed`: the transposed convolution, one painted kernel at a time, and its output size
* `unpooling`: max pooling that remembers where the maximum was, and its inverse
* `bilinear`: bilinear upsampling written as a transposed convolution
* `fc_as_conv`: fully connected layers turned into convolutions, for pictures of any size
"""
