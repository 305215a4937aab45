#include "apps/server/admission.h"

#include <gmock/gmock.h>

#include "apps/server/proxy_header.h"

namespace eq::server {
namespace {

PeerAddress from(std::uint8_t n) { return PeerAddress::v4({10, 0, 0, n}); }
const PeerAddress kHere = PeerAddress::v4({127, 0, 0, 1});

/// A connection of the test: its place, and whether it was told to end.
struct Guest {
  std::shared_ptr<Place> place;
  std::shared_ptr<bool> gone = std::make_shared<bool>(false);

  Guest(const std::shared_ptr<Admission>& admission, const PeerAddress& address)
      : place(admission->admit(address)) {
    if (!place) return;
    place->gives_way_by([gone = gone] { *gone = true; });
    place->waiting();
  }
};

std::shared_ptr<Admission> with(AdmissionLimits limits) {
  return std::make_shared<Admission>(limits);
}

TEST(Admission, AFloodTakesPlacesFromItself_SRV_7) {
  const auto a = with({.all = 6, .from_one = 100});
  const Guest other(a, from(2));
  std::vector<Guest> flood;
  for (int i = 0; i < 50; ++i) flood.emplace_back(a, from(1));
  for (const auto& g : flood) EXPECT_TRUE(g.place);
  EXPECT_FALSE(*other.gone) << "who waited longest of all, but alone";
  EXPECT_EQ(std::ranges::count_if(flood, [](const auto& g) { return !*g.gone; }), 5);
  EXPECT_FALSE(*flood.back().gone);
  const Guest late(a, from(3));
  EXPECT_TRUE(late.place) << "there is room for who comes from elsewhere";
  EXPECT_FALSE(*other.gone);
}

TEST(Admission, WhoIsBeingAnsweredDoesNotGiveWay_SRV_7) {
  const auto a = with({.all = 2});
  const Guest one(a, from(1)), two(a, from(1));
  one.place->busy();
  two.place->busy();
  EXPECT_FALSE(Guest(a, from(2)).place);
  EXPECT_FALSE(a->make_room());
  one.place->waiting();
  EXPECT_TRUE(Guest(a, from(2)).place);
  EXPECT_TRUE(*one.gone);
  one.place->busy();
  one.place->waiting();
  EXPECT_FALSE(one.place->socket()) << "who was told to end comes back to nothing";
}

TEST(Admission, OneAddressHasItsShareAndThisMachineIsNoAddress_SRV_7) {
  const auto a = with({.all = 100, .from_one = 3});
  std::vector<Guest> guests;
  for (int i = 0; i < 5; ++i) guests.emplace_back(a, from(1));
  EXPECT_EQ(std::ranges::count_if(guests, [](const auto& g) { return !*g.gone; }), 3);
  for (int i = 0; i < 20; ++i) {
    const Guest here(a, kHere);
    EXPECT_TRUE(here.place);
    guests.push_back(here);
  }
  EXPECT_EQ(std::ranges::count_if(guests, [](const auto& g) { return !*g.gone; }), 23);
}

TEST(Admission, SocketsLeaveAReserveForRequests_SRV_7) {
  const auto a = with({.all = 3, .sockets = 2});
  const Guest one(a, kHere), two(a, kHere), three(a, kHere);
  EXPECT_TRUE(one.place->socket());
  EXPECT_TRUE(one.place->socket()) << "once is enough";
  EXPECT_TRUE(two.place->socket());
  EXPECT_FALSE(three.place->socket());
  EXPECT_TRUE(Guest(a, kHere).place) << "the one that waits gives way";
  EXPECT_TRUE(*three.gone && !*one.gone && !*two.gone);
}

TEST(Admission, MemoryIsSharedAndComesBack_SRV_7) {
  const auto a = with({.bodies = 100, .replies = 100});
  {
    const Guest one(a, from(1)), again(a, from(1)), other(a, from(2)), here(a, kHere);
    EXPECT_TRUE(one.place->hold_body(30) && again.place->hold_body(20));
    EXPECT_FALSE(again.place->hold_body(1)) << "half of it is the most for one address";
    EXPECT_TRUE(here.place->hold_body(50));
    for (const Guest* g : {&one, &again, &here}) g->place->busy();
    EXPECT_FALSE(other.place->hold_body(1)) << "nobody of those waits";
    one.place->release_body();
    EXPECT_TRUE(other.place->hold_body(30));
    EXPECT_TRUE(one.place->hold_reply(30) && again.place->hold_reply(20));
    EXPECT_FALSE(again.place->hold_reply(1)) << "half of it is the most for one address";
    EXPECT_TRUE(here.place->hold_reply(50));
    EXPECT_FALSE(other.place->hold_reply(1));
  }
  const Guest after(a, kHere);
  EXPECT_TRUE(after.place->hold_body(100) && after.place->hold_reply(100));
}

TEST(Admission, WhoHoldsMostMemoryMakesRoom_SRV_7) {
  const auto a = with({.bodies = 100, .replies = 100});
  const Guest small(a, from(1)), large(a, from(1)), half(a, from(2)), late(a, from(3));
  ASSERT_TRUE(small.place->hold_body(10) && large.place->hold_body(40) &&
              half.place->hold_body(49));
  EXPECT_TRUE(late.place->hold_body(20)) << "two addresses that trickle stop nobody";
  EXPECT_TRUE(*large.gone) << "the largest of the address that has most";
  EXPECT_FALSE(*small.gone || *half.gone || *late.gone);
  EXPECT_TRUE(late.place->hold_body(21)) << "what it had is free";
  EXPECT_FALSE(*half.gone);
  EXPECT_TRUE(late.place->hold_body(9));
  EXPECT_TRUE(*half.gone);
}

TEST(Admission, WhoWaitsMakesRoomAlsoWhereABusyAddressHoldsMore_SRV_7) {
  const auto a = with({.bodies = 100, .replies = 100});
  const Guest busy(a, from(1)), waits(a, from(2)), late(a, from(3));
  ASSERT_TRUE(busy.place->hold_body(50) && waits.place->hold_body(40));
  busy.place->busy();
  EXPECT_TRUE(late.place->hold_body(20));
  EXPECT_TRUE(*waits.gone);
  EXPECT_FALSE(*busy.gone || *late.gone);
}

/// What a header says, fed byte by byte: the address's last four bytes; "bad", "more", "nobody".
std::string said(const std::string& bytes) {
  ProxyHeader header;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto whole = header.take(bytes[i]);
    if (!whole.ok()) return "bad";
    if (!*whole) continue;
    if (i + 1 != bytes.size()) return "early";
    return header.source() ? hex(header.source()->bytes) : "nobody";
  }
  return "more";
}

TEST(ProxyHeader, BothVersionsNameWhomTheBalancerSpeaksFor_SRV_8) {
  EXPECT_EQ(said("PROXY TCP4 192.0.2.1 198.51.100.1 5000 443\r\n"),
            "00000000000000000000ffffc0000201");
  EXPECT_EQ(said("PROXY TCP6 2001:db8::1 2001:db8::2 5000 443\r\n"),
            "20010db8000000000000000000000000")
      << "half of it: one network is one address";
  EXPECT_EQ(said("PROXY UNKNOWN\r\n"), "nobody");
  const std::string v2("\r\n\r\n\0\r\nQUIT\n", 12);
  EXPECT_EQ(said(v2 + std::string("\x21\x11\0\x0c\xc0\0\2\1\xc6\x33\x64\1\x13\x88\1\xbb", 16)),
            "00000000000000000000ffffc0000201");
  EXPECT_EQ(said(v2 + std::string("\x20\0\0\0", 4)), "nobody");
  EXPECT_EQ(said(v2 + std::string("\x21\x11\0\x0c\xc0", 5)), "more");
}

TEST(ProxyHeader, NothingElseIsOne_SRV_8) {
  const std::string v2("\r\n\r\n\0\r\nQUIT\n", 12);
  for (const std::string& bad :
       {std::string("GET / HTTP/1.1\r\n"), std::string("PROXY TCP4 192.0.2.1\r\n"),
        std::string("PROXY TCP4 192.0.2.999 198.51.100.1 5000 443\r\n"),
        std::string("PROXY TCP4 192.0.2.1 198.51.100.1 5000 443 more\r\n"),
        std::string("PROXY TCP5 192.0.2.1 198.51.100.1 5000 443\r\n"),
        "PROXY TCP4 " + std::string(200, '1'), v2 + std::string("\x31\x11\0\x0c", 4),
        v2 + std::string("\x21\x11\xff\xff", 4), v2 + std::string("\x21\x11\0\4\1\2\3\4", 8),
        v2.substr(0, 11) + "x"})
    EXPECT_EQ(said(bad), "bad") << bad;
}

}  // namespace
}  // namespace eq::server
