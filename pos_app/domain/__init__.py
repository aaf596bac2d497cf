"""What the shop means by a payment: values and rules, standard library only, no I/O, no clock."""
