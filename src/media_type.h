/* SPDX-License-Identifier: ISC */
/*
 * Extension -> media type. scripts/generate-media-types makes the table from
 * mime.types at build time: reading that file would take longer than answering
 * a request.
 */
#ifndef MEDIA_TYPE_H
#define MEDIA_TYPE_H

#include "bytes.h"

enum { MEDIA_TYPE_SIZE = 128 };

/*
 * The media type, without parameters, of the path's extension: what follows the
 * last "." of its last segment, compared without regard to case. It is a
 * constant or lies in `space`, and is NUL-terminated.
 * "application/octet-stream" for a path without an extension (a leading dot
 * begins a hidden file's name, not an extension) and for an extension that is
 * not in the table.
 */
struct bytes media_type_find(struct bytes path, char space[MEDIA_TYPE_SIZE]);

#endif
