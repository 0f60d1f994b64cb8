"""`make bench`: what was wanted of the speed and size of the product, measured in one run."""
