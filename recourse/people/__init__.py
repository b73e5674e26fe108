"""Who people are: the identity vault, the keys around it, and the ways in."""
