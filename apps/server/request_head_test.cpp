// What is a request and what is none, case by case: RFC 9112, and the ways in which two programs
// have read one request as two.
#include "apps/server/request_head.h"

#include <gmock/gmock.h>

#include "apps/server/chunked.h"

namespace eq::server {
namespace {

bool is_request(const std::string& lines) {
  HeadEnd end;
  const auto at = end.look(lines);
  return at.ok() && *at && **at == lines.size() && parse_head(lines).ok();
}
bool is_get(const std::string& target) {
  return is_request("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
}
bool is_post(const std::string& fields) {
  return is_request("POST /x HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
}

TEST(RequestHead, ABodyHasOneLengthOrTheRequestIsRefused_SRV_4) {
  for (const char* bad :
       {// a transfer coding that is not "chunked", alone and once
        "Transfer-Encoding: gzip\r\n", "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked, gzip\r\n", "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n", "Transfer-Encoding: chunked;q=1\r\n",
        "Transfer-Encoding: chunked,\r\n", "Transfer-Encoding:\r\n",
        "Transfer-Encoding: \vchunked\r\n", "Transfer-Encoding: chunked chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\ntransfer-encoding: identity\r\n",
        // with a length beside it
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: gzip\r\n",
        // more than one length, or none that is a number
        "Content-Length: 3\r\nContent-Length: 30\r\n", "Content-Length: 3\r\nContent-Length: 3\r\n",
        "Content-Length: 3, 30\r\n", "Content-Length: 3, 3\r\n", "Content-Length: +3\r\n",
        "Content-Length: -1\r\n", "Content-Length: 0x3\r\n", "Content-Length: 3 4\r\n",
        "Content-Length: 3;\r\n", "Content-Length:\r\n", "Content-Length: 18446744073709551615\r\n",
        "Content-Length: 99999999999999999999\r\n"})
    EXPECT_FALSE(is_post(bad)) << bad;
  EXPECT_FALSE(is_request(
      "POST /x HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"));

  const auto body = [](const std::string& fields) {
    return parse_head("POST /x HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n")->body;
  };
  for (const char* good : {"Transfer-Encoding: chunked\r\n", "transfer-encoding:\tchunKed \r\n"})
    EXPECT_TRUE(std::holds_alternative<ChunkedBody>(body(good))) << good;
  EXPECT_EQ(std::get<SizedBody>(body("Content-Length: 003\r\n")).size, 3u);
  EXPECT_EQ(std::get<SizedBody>(body("content-length:7\r\n")).size, 7u);
  EXPECT_EQ(std::get<SizedBody>(body("")).size, 0u);
}

TEST(RequestHead, ItNamesItsHostOnce_SRV_4) {
  EXPECT_FALSE(is_request("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_FALSE(is_request("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"));
  EXPECT_FALSE(is_request("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"));
  EXPECT_FALSE(is_request("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"));
  for (const char* bad :
       {"a b", "a,b", "a/b", "a@b", "a:80:90", "a:x", "[::1", "[]", "[::1]x", "a%2"})
    EXPECT_FALSE(is_request("GET / HTTP/1.1\r\nHost: " + std::string(bad) + "\r\n\r\n")) << bad;
  for (const char* good : {"", "a", "a:80", "a.example", "127.0.0.1:8700", "[::1]:80", "a%20b"})
    EXPECT_TRUE(is_request("GET / HTTP/1.1\r\nHost: " + std::string(good) + "\r\n\r\n")) << good;
  EXPECT_TRUE(is_request("GET / HTTP/1.0\r\n\r\n"));
}

TEST(RequestHead, LinesEndInOneWayAndFieldsBeginInOne_SRV_4) {
  for (const char* bad :
       {"GET / HTTP/1.1\nHost: x\n\n", "GET / HTTP/1.1\r\nHost: x\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\n", "GET / HTTP/1.1\rHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",  // folded
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\tc\r\n\r\n", "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nA\t: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nA\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA(: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: \x7f\r\n\r\n"})
    EXPECT_FALSE(is_request(bad)) << bad;
  EXPECT_FALSE(is_request(std::string("GET / HTTP/1.1\r\nHost: x\r\nA: a\0b\r\n\r\n", 36)));
  const auto head =
      parse_head("GET / HTTP/1.1\r\nHost: x\r\nA:  b c \t\r\nB:\r\nB: d\xc3\xa9\r\n\r\n");
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->only("a"), "b c");
  EXPECT_EQ(head->only("B"), "") << "it stands there twice";
  EXPECT_EQ(head->fields.back().value, "d\xc3\xa9");
}

TEST(RequestHead, TheFirstLineIsThreeWordsAndAnAddress_SRV_4) {
  for (const char* bad :
       {"GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET /\tHTTP/1.1",
        "GET / HTTP/2.0", "GET / HTTP/9.9", "GET / HTTP/1.2", "GET / HTTP/01.1", "GET / http/1.1",
        "GET / HTTP/1.1x", "GET\t/ HTTP/1.1", "G(T / HTTP/1.1", "GET", "PRI * HTTP/2.0", ""})
    EXPECT_FALSE(is_request(std::string(bad) + "\r\nHost: x\r\n\r\n")) << bad;
  for (const char* bad :
       {"nothing", "*", "x:80", "/a#b", "/a\"b", "/<", "/%", "/%2", "/%zz", "/\\", "/a|b", "/\x80",
        "ftp://x/", "http:///a", "http://", "http://a b/", "http://a@b/", "//x\\y", "?a"})
    EXPECT_FALSE(is_get(bad)) << bad;
  const auto target = [](const std::string& line) {
    const auto head = parse_head(line + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return head.ok() ? head->target : "refused";
  };
  EXPECT_EQ(target("GET /a/b%20c?d=e&f=/?"), "/a/b%20c?d=e&f=/?");
  EXPECT_EQ(target("GET http://x/a?b"), "/a?b") << "every server takes the absolute form";
  EXPECT_EQ(target("GET HTTP://x:80"), "/");
  EXPECT_EQ(target("GET http://x?b"), "/?b");
  EXPECT_EQ(target("OPTIONS *"), "*");
  EXPECT_EQ(target("CONNECT x:80"), "x:80");
  EXPECT_EQ(target("CONNECT /"), "refused");
}

TEST(RequestHead, WhatIsAskedOfAConnectionIsHeardFromHttp11Alone) {
  const auto head = [](const std::string& version, const std::string& fields) {
    return *parse_head("GET / HTTP/" + version + "\r\nHost: x\r\n" + fields + "\r\n");
  };
  EXPECT_TRUE(head("1.1", "").keep_alive);
  EXPECT_FALSE(head("1.1", "Connection: x, Close\r\n").keep_alive);
  EXPECT_FALSE(head("1.1", "Connection: x\r\nConnection: close\r\n").keep_alive);
  EXPECT_FALSE(head("1.0", "Connection: keep-alive\r\n").keep_alive);
  EXPECT_TRUE(head("1.1", "Expect: 100-Continue\r\n").expects_continue);
  EXPECT_FALSE(head("1.0", "Expect: 100-continue\r\n").expects_continue);
  const std::string up = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n";
  EXPECT_TRUE(head("1.1", up).upgrades_to_websocket);
  EXPECT_FALSE(head("1.0", up).upgrades_to_websocket);
  EXPECT_FALSE(head("1.1", "Upgrade: websocket\r\n").upgrades_to_websocket);
}

/// The data of a chunked body that is whole; "refused" or "more" otherwise.
std::string chunks(const std::string& bytes, std::size_t* taken = nullptr) {
  ChunkReader reader;
  std::string data;
  const auto n = reader.take(bytes, [&](std::string_view part) { data += part; });
  if (!n.ok()) return "refused";
  if (taken) *taken = *n;
  return reader.is_whole() ? data : "more";
}

TEST(ChunkReader, TakesWholeBodiesAndNotAByteOfWhatFollows_SRV_4) {
  std::size_t taken = 0;
  EXPECT_EQ(chunks("3\r\nabc\r\n02\r\nde\r\n0\r\n\r\nGET", &taken), "abcde");
  EXPECT_EQ(taken, 21u);
  EXPECT_EQ(chunks("A;b=\"c\"\r\n0123456789\r\n000\r\nX: y\r\nZ:\r\n\r\n"), "0123456789");
  EXPECT_EQ(chunks("3\r\nab"), "more");
  EXPECT_EQ(chunks("0\r\nX: y\r\n"), "more");
}

TEST(ChunkReader, RefusesWhatAnotherProgramCouldReadOtherwise_SRV_4) {
  for (const std::string bad : {"\r\n",
                                ";a\r\n",
                                "-1\r\nabc",
                                "0x3\r\nabc",
                                "3 \r\nabc",
                                " 3\r\nabc",
                                "g\r\n",
                                "3\nabc\n0\n\n",
                                "3\r\nabcd\r\n",
                                "3\r\nabc\n",
                                "3\r\nabc\r0",
                                "3\r\nabc0\r\n\r\n",
                                "ffffffffffffffff1\r\nabc",
                                "100000000\r\n",
                                "000000003\r\n",
                                "3;a=\"b\r\n\"\r\nabc\r\n0\r\n\r\n",
                                "3\rabc",
                                "3;\x01\r\n",
                                "3;a\n\r\n",
                                "0\r\nX y\r\n\r\n",
                                "0\r\n X: y\r\n\r\n",
                                "0\r\nX: y\n\r\n",
                                "0\r\nX: y\rZ\r\n\r\n"})
    EXPECT_EQ(chunks(bad), "refused") << bad;
  EXPECT_EQ(chunks("3;" + std::string(10'000, 'a') + "\r\nabc"), "refused");
  EXPECT_EQ(chunks("0\r\nX: " + std::string(10'000, 'a')), "refused");
}

}  // namespace
}  // namespace eq::server
