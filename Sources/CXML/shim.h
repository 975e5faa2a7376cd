#ifndef BRAGGART_CXML_H
#define BRAGGART_CXML_H
#include <libxml/xmlversion.h>

/* Debian's libxml2 brings ICU's headers along, which Foundation has in another version. Nothing that is used here has to
   do with them. */
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlreader.h>

/* xmlFree is a variable, which Swift takes for shared state: its call has a name here. */
static inline void xml_free(void *text) { xmlFree(text); }
#endif
