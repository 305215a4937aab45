#include "apps/server/request_head.h"

#include <algorithm>

namespace eq::server {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_one_of(char c, std::string_view set) { return set.find(c) != set.npos; }
bool is_token_char(char c) {
  return is_digit(c) || is_letter(c) || is_one_of(c, "!#$%&'*+-.^_`|~");
}
bool is_token(std::string_view s) { return !s.empty() && std::ranges::all_of(s, is_token_char); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_same(std::string_view a, std::string_view b) {  // whatever the case
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

/// Characters of RFC 3986, each "%" with its two digits.
bool is_uri(std::string_view s, std::string_view also) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%') {
      if (i + 2 >= s.size() || !is_hex(s[i + 1]) || !is_hex(s[i + 2])) return false;
      i += 2;
    } else if (!is_digit(s[i]) && !is_letter(s[i]) && !is_one_of(s[i], "-._~!$&'()*+,;=") &&
               !is_one_of(s[i], also)) {
      return false;
    }
  }
  return true;
}

/// uri-host [ ":" port ].  A comma would be grammatical; it is how two Host lines look to whoever
/// joined them.
bool is_authority(std::string_view s) {
  if (s.find(',') != s.npos) return false;
  if (s.starts_with('[')) {
    const auto end = s.find(']');
    if (end == s.npos || end < 3 || !is_uri(s.substr(1, end - 1), ":")) return false;
    s.remove_prefix(end + 1);
    return s.empty() || (s[0] == ':' && std::ranges::all_of(s.substr(1), is_digit));
  }
  const auto colon = s.find(':');
  if (colon != s.npos && !std::ranges::all_of(s.substr(colon + 1), is_digit)) return false;
  return is_uri(s.substr(0, colon), "");
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && is_one_of(s.front(), " \t")) s.remove_prefix(1);
  while (!s.empty() && is_one_of(s.back(), " \t")) s.remove_suffix(1);
  return s;
}

/// Whether one of the words in a comma list is this one.
bool lists(std::string_view value, std::string_view word) {
  for (;;) {
    const auto comma = value.find(',');
    if (is_same(trimmed(value.substr(0, comma)), word)) return true;
    if (comma == value.npos) return false;
    value.remove_prefix(comma + 1);
  }
}

std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find("\r\n");
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

struct RequestLine {
  std::string_view method, target;
  bool is_1_1 = false;
};

/// method SP request-target SP HTTP-version, and not one space more.
Result<RequestLine, NoRequest> parse_line(std::string_view line) {
  const auto first = line.find(' '), second = line.find(' ', first + 1);
  REQUIRE_OR(first != line.npos && second != line.npos, NoRequest::malformed);
  const RequestLine r{line.substr(0, first), line.substr(first + 1, second - first - 1),
                      line.substr(second + 1) == "HTTP/1.1"};
  REQUIRE_OR(r.is_1_1 || line.substr(second + 1) == "HTTP/1.0", NoRequest::malformed);
  REQUIRE_OR(is_token(r.method), NoRequest::malformed);
  return r;
}

/// The four forms of RFC 9112 section 3.2, each only where it may stand.
Result<std::string, NoRequest> target_of(const RequestLine& line) {
  std::string_view t = line.target;
  if (line.method == "CONNECT") {
    REQUIRE_OR(is_authority(t) && t.find(':') != t.npos, NoRequest::malformed);
    return std::string(t);
  }
  if (t == "*") {
    REQUIRE_OR(line.method == "OPTIONS", NoRequest::malformed);
    return std::string(t);
  }
  if (!t.starts_with('/')) {  // absolute form, which every server must take
    const auto authority = t.find("://") + 3;
    REQUIRE_OR(authority != t.npos + 3, NoRequest::malformed);
    const auto scheme = t.substr(0, authority - 3);
    REQUIRE_OR(is_same(scheme, "http") || is_same(scheme, "https"), NoRequest::malformed);
    const auto end = std::min(t.find_first_of("/?", authority), t.size());
    REQUIRE_OR(end > authority && is_authority(t.substr(authority, end - authority)),
               NoRequest::malformed);
    t.remove_prefix(end);
  }
  REQUIRE_OR(is_uri(t, ":@/?"), NoRequest::malformed);
  return (t.starts_with('/') ? "" : "/") + std::string(t);
}

std::size_t count(const RequestHead& head, std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::count_if(head.fields, [&](const auto& f) { return is_same(f.name, name); }));
}

/// RFC 9112 section 6.3, with one answer or none.
Result<std::variant<SizedBody, ChunkedBody>, NoRequest> body_of(const RequestHead& head,
                                                                bool is_1_1) {
  std::variant<SizedBody, ChunkedBody> body;
  const auto codings = count(head, "Transfer-Encoding"), lengths = count(head, "Content-Length");
  if (codings > 0) {
    // Only "chunked", alone and once: of any other list some program on the way reads less of it.
    REQUIRE_OR(is_1_1 && lengths == 0 && codings == 1, NoRequest::malformed);
    REQUIRE_OR(is_same(head.only("Transfer-Encoding"), "chunked"), NoRequest::malformed);
    body = ChunkedBody{};
    return body;
  }
  if (lengths == 0) return body;
  const auto digits = head.only("Content-Length");
  REQUIRE_OR(!digits.empty() && digits.size() <= 18 && std::ranges::all_of(digits, is_digit),
             NoRequest::malformed);
  std::uint64_t size = 0;
  for (const char c : digits) size = size * 10 + static_cast<std::uint64_t>(c - '0');
  body = SizedBody{size};
  return body;
}

}  // namespace

std::string_view RequestHead::only(std::string_view name) const {
  if (count(*this, name) != 1) return {};
  return std::ranges::find_if(fields, [&](const auto& f) { return is_same(f.name, name); })->value;
}

Result<std::optional<std::size_t>, NoRequest> HeadEnd::look(std::string_view arrived) {
  for (; seen_ < arrived.size(); ++seen_) {
    const char c = arrived[seen_];
    REQUIRE_OR(c != '\0', NoRequest::malformed);
    const bool after_cr = seen_ > 0 && arrived[seen_ - 1] == '\r';
    REQUIRE_OR((c == '\n') == after_cr, NoRequest::malformed);
    if (c != '\n') continue;
    const bool is_empty = seen_ - line_ == 1;
    line_ = seen_ + 1;
    if (is_empty) return std::optional(line_);
  }
  return std::optional<std::size_t>();
}

Result<HeadField, NoRequest> parse_field(std::string_view line) {
  const auto colon = line.find(':');
  REQUIRE_OR(colon != line.npos && is_token(line.substr(0, colon)), NoRequest::malformed);
  const auto value = trimmed(line.substr(colon + 1));
  for (const char c : value)
    REQUIRE_OR(c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f),
               NoRequest::malformed);
  return HeadField{std::string(line.substr(0, colon)), std::string(value)};
}

Result<RequestHead, NoRequest> parse_head(std::string_view rest) {
  REQUIRE_OR(rest.ends_with("\r\n\r\n"), NoRequest::malformed);
  rest.remove_suffix(2);
  const auto line = TRY(parse_line(take_line(rest)));
  RequestHead head;
  head.method = std::string(line.method);
  head.target = TRY(target_of(line));
  while (!rest.empty()) head.fields.push_back(TRY(parse_field(take_line(rest))));
  const auto hosts = count(head, "Host");
  REQUIRE_OR(hosts == 1 || (hosts == 0 && !line.is_1_1), NoRequest::malformed);
  REQUIRE_OR(is_authority(head.only("Host")), NoRequest::malformed);
  head.body = TRY(body_of(head, line.is_1_1));
  if (!line.is_1_1) return head;  // what is asked of a connection is of HTTP/1.1
  bool closes = false, upgrades = false;
  for (const auto& f : head.fields) {
    if (!is_same(f.name, "Connection")) continue;
    closes |= lists(f.value, "close");
    upgrades |= lists(f.value, "upgrade");
  }
  head.keep_alive = !closes && head.method != "CONNECT";
  head.expects_continue = is_same(head.only("Expect"), "100-continue");
  head.upgrades_to_websocket =
      upgrades && head.method == "GET" && is_same(head.only("Upgrade"), "websocket");
  return head;
}

}  // namespace eq::server
