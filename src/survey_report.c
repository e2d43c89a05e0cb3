/* SPDX-License-Identifier: ISC */
#include "survey_report.h"

#include <stdarg.h>
#include <stdio.h>

#include "show.h"

void
survey_complain(struct survey *s, const char *name, const char *format, ...)
{
	va_list arguments;

	if (s->host) {
		printf("//");
		show(bytes_of(s->host));
	}
	show(buffer_bytes(&s->path));
	printf("/");
	show(bytes_of(name));
	printf(": ");
	va_start(arguments, format);
	(void)vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	s->faults++;
}

void
survey_complain_of_option(
    struct survey *s, const char *name, const char *value, const char *fault)
{
	printf("%s=", name);
	show(bytes_of(value));
	printf(": %s\n", fault);
	s->faults++;
}
