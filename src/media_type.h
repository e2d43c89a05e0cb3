/* SPDX-License-Identifier: ISC */
/*
 * Extension -> media type. The table is made at build time from mime.types by
 * scripts/generate-media-types: reading that file takes longer than answering
 * a request.
 */
#ifndef MEDIA_TYPE_H
#define MEDIA_TYPE_H

#include "bytes.h"

enum { MEDIA_TYPE_SIZE = 128 };

/*
 * The media type, without parameters, that belongs to what stands behind the
 * last "." of the path's last segment, in any case of letters; it is a
 * constant or lies in `space`, and is NUL-terminated.
 * "application/octet-stream" for a path without an extension (a leading dot
 * begins a hidden file's name and no extension) and for an extension that
 * nobody knows.
 */
struct bytes media_type_find(struct bytes path, char space[MEDIA_TYPE_SIZE]);

#endif
