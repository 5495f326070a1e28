"""What can be done with the rows. Whoever calls owns the session, and with it the commit."""

# TODO: the work behind the functions of api.py, for example
#
#     def get_user(session: Session, user_id: int) -> User | None:
#         return session.scalars(select(User).where(…)).one_or_none()
