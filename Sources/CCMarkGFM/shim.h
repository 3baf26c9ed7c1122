// The reference implementation of GitHub-flavoured Markdown and its extensions (tables).
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
