# SPDX-License-Identifier: ISC
#
# Perl scripts with CGI.pm, including nph- scripts.

load helpers/apps

setup_file() {
	needs libcgi-pm-perl /usr/bin/perl /usr/share/perl5/CGI.pm || return 0
}

# perl_script NAME: makes a script of standard input, in which $q is the request
perl_script() {
	{
		printf '%s\n' '#!/usr/bin/perl -T' 'use strict;' 'use warnings;' \
			'use CGI;' 'my $q = CGI->new;'
		cat
	} | script "$1"
}

form_script() {
	perl_script form.pl <<-'END'
		print $q->header(-type => "text/plain", -charset => "utf-8");
		print $q->request_method, " ", $q->path_info, "\n";
		print "$_=", join("|", $q->multi_param($_)), "\n"
		    for sort $q->param;
	END
}

@test "CGI.pm takes a form by GET and by POST" {
	form_script
	same_as_by_hand GET form.pl /extra 'name=J%C3%BCrgen&n=1&n=2'
	assert_body $'GET /extra\nn=1|2\nname=Jürgen\n'
	printf 'name=Ada&age=40+2' >content
	same_as_by_hand POST form.pl '' '' content \
		application/x-www-form-urlencoded
	assert_body $'POST \nage=40 2\nname=Ada\n'
}

@test "CGI.pm takes an uploaded file" {
	perl_script upload.pl <<-'END'
		use Digest::SHA;
		my $file = $q->upload("data");
		binmode $file;
		print $q->header("text/plain"), $q->param("data"), " ",
		    Digest::SHA->new(256)->addfile($file)->hexdigest, "\n";
	END
	head -c 1500000 /dev/urandom >upload.bin
	serve_clients
	run -0 curl -sS --fail -F 'data=@upload.bin' "$URL/cgi-bin/upload.pl"
	assert_output "upload.bin $(sha256sum <upload.bin | cut -d' ' -f1)"
}

@test "CGI.pm sets a status, cookies and an expiry" {
	perl_script header.pl <<-'END'
		print $q->header(
		    -status => "402 Payment Required",
		    -cookie => [$q->cookie("a", "1"), $q->cookie("b", "2")],
		    -expires => "Thu, 01 Jan 2037 00:00:00 GMT",
		    -attachment => "bill.txt");
	END
	same_as_by_hand GET header.pl
	assert_status 402
	assert_equal "$(field_values Set-Cookie | wc -l)" 2
	assert_field Content-Disposition 'attachment; filename="bill.txt"'
}

@test "CGI.pm redirects" {
	perl_script redirect.pl <<-'END'
		print $q->redirect(-uri => "http://example.org/x?y=z",
		    -status => "303 See Other");
	END
	get /cgi-bin/redirect.pl
	assert_status 303
	assert_field Location 'http://example.org/x?y=z'
}

@test "CGI.pm knows its own address" {
	perl_script self.pl <<-'END'
		print $q->header("text/plain"), $q->self_url, "\n";
	END
	get '/cgi-bin/self.pl/a/b?c=d' 'Host: www.example.org:8080'
	assert_body $'http://www.example.org:8080/cgi-bin/self.pl/a/b?c=d\n'
}

@test "CGI.pm writes the whole response of an nph- script" {
	perl_script nph-whole.pl <<-'END'
		print $q->header(-nph => 1, -type => "text/plain",
		    -status => "203 From Elsewhere"), "whole\n";
	END
	get /cgi-bin/nph-whole.pl
	assert_status 203
	assert_reason 'From Elsewhere'
	assert_body $'whole\n'
}

@test "CGI.pm answers HEAD" {
	form_script
	same_as_by_hand HEAD form.pl
}
