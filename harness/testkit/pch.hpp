// Precompiled for speed of building only; every file still includes what it uses.
#pragma once
#include "testkit/testkit.hpp"
