"""The small network of chapter 1b, and its only picture: two values, three classes.

Its biases begin at zero, as they usually do.
"""

from archreport.course.lessons.learning.two_layers import TwoLayers, backward, forward

NET = TwoLayers(
    w1=((1, 0.5), (-1, 1)),
    b1=(0, 0),
    w2=((1, 0), (1, -1), (-1, 1)),
    b2=(0, 0, 0),
)
PICTURE = (1, 2)
#: The place of the right class, from 0.
RIGHT = 1
#: The learning rate of the step that is taken by hand.
RATE = 0.1
#: By how much the weight is moved when the slope is felt for.
NUDGE = 0.01
#: The weight that is followed: the row of the right class, the first hidden value.
FOLLOWED = (1, 0)

PASSED = forward(NET, PICTURE, RIGHT)
BACK = backward(NET, PASSED, RIGHT)

#: A picture that switches the second hidden unit off, and its class.
DARK_PICTURE = (3, 1)
DARK_RIGHT = 2

#: One channel over a batch of four pictures, and a learned factor and shift.
BATCH = (1, 3, 3, 9)
SCALE, SHIFT = 2, 1

#: Values, a kernel of two weights, and derivatives of the loss by the three outputs.
LINE = (1, 2, 0, 3)
LINE_SLOPES = (1, -1, 2)
LINE_KERNEL = (2, -1)
