"""A page that shows every component, for the tests of the components."""
