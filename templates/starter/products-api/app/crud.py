"""What can be done with products."""

# TODO: create_product, get_product, update_product, delete_product
# TODO: get_products_with_filters, get_products_by_category, update_product_quantity
# TODO: search_products
#
# Commit inside the function. Code after `yield` in get_session runs when the answer is
# already on its way.
