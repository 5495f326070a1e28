"""EngineCamPro: users, their projects, and the cams in them."""
