"""Create, read, update and delete."""

# TODO: test_create_product, test_get_product_not_found, test_update_product,
# test_delete_product. A test that asserts nothing earns nothing.
