#ifndef BRAGGART_CXML_H
#define BRAGGART_CXML_H
#include <libxml/parser.h>
#include <libxml/tree.h>
#endif
