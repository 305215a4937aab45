// What begins like a picture, or is called one, is taken for a picture, whether or not it opens.
#include "apps/equipoise/client/attachment_kind.h"

#include <gtest/gtest.h>

#include "apps/media/encode.h"
#include "apps/media/synth.h"

namespace eq::app {
namespace {

using namespace std::string_view_literals;

TEST(Recording, IsKnownByHowItBegins) {
  for (const std::string_view begin :
       {std::string_view("\0\0\0\x20"
                         "ftypisom",
                         12),
        std::string_view("\x1a\x45\xdf\xa3"), std::string_view("RIFF....WAVE"),
        std::string_view("OggS"), std::string_view("ID3\4")})
    EXPECT_TRUE(begins_like_a_recording(view(begin)));
  for (const std::string_view begin : {"", "ftyp", "At nine.", "%PDF-1.7"})
    EXPECT_FALSE(begins_like_a_recording(view(begin)));
}

AttachmentKind kind(std::string_view begin, const char* media_type = "application/octet-stream") {
  return kind_of(view(begin), media_type);
}

TEST(AttachmentKind, WhatBeginsLikeAPictureIsOne) {
  const auto jpeg = media::encode_jpeg(media::landscape(1, 64, 64), 80);
  ASSERT_TRUE(jpeg.ok());
  EXPECT_EQ(kind_of(*jpeg, "text/plain"), AttachmentKind::picture);
  EXPECT_EQ(kind_of(View(*jpeg).first(16), "text/plain"), AttachmentKind::picture);  // cut off
  for (const auto begin :
       {"\x89PNG\r\n\x1a\n"sv, "RIFF\x10\0\0\0WEBPVP8 "sv, "GIF89a"sv, "GIF87a"sv, "II*\0rest"sv,
        "MM\0*rest"sv, "BM\x36\0\x0c\0\0\0\0\0\x36\0\0\0\x28\0\0\0"sv,
        "\0\0\0\x1c"
        "ftypavif"sv,
        "\0\0\0\x18"
        "ftypheic"sv,
        "\0\0\0\x18"
        "ftypisom\0\0\2\0mif1"sv,
        "\xff\x0a"sv, "\0\0\0\x0cJXL \r\n\x87\n"sv})
    EXPECT_EQ(kind(begin), AttachmentKind::picture) << begin;
}

TEST(AttachmentKind, AlsoOfKindsThatNothingHereOpens) {
  for (const auto begin : {"\0\0\1\0\1\0\x10\x10"sv,           // ICO
                           "\0\0\2\0\1\0\x10\x10"sv,           // CUR
                           "\xff\x4f\xff\x51\0\x2f"sv,         // JPEG 2000
                           "\0\0\0\x0cjP  \r\n\x87\n"sv,       //
                           "II\xbc\1\x20\0\0\0"sv,             // JPEG XR
                           "8BPS\0\1\0\0"sv,                   // PSD
                           "P1\n2 2\n"sv, "P4 2 2 "sv,         // PNM
                           "P6\t2 2\n255\n"sv, "P7\nWIDTH"sv,  //
                           "P5#by hand\n2 2"sv,                //
                           "qoif\0\0\0\2"sv,                   // QOI
                           "\x76\x2f\x31\x01\2\0\0\0"sv,       // OpenEXR
                           "\x0a\5\1\10"sv, "\x0a\0\1\1"sv,    // PCX
                           "II+\0\10\0\0\0"sv,                 // BigTIFF
                           "MM\0+\0\10\0\0"sv})                //
    EXPECT_EQ(kind(begin), AttachmentKind::picture) << begin;
}

/// A header of TGA: of what kind, with what map, how wide, high and deep.
std::string targa(std::string_view map_and_kind, std::string_view map, char depth, char how = 0) {
  return std::string("\0", 1) + std::string(map_and_kind) + std::string(map) +
         std::string("\0\0\0\0\x40\0\x30\0", 8) + depth + how + "pixels";
}

TEST(AttachmentKind, TheCamerasOwnKindsAreToo) {
  for (const auto begin : {"II*\0\x10\0\0\0CR\2\0"sv, "MM\0*\0\0\0\10NEF"sv, "II*\0\10\0\0\0DNG"sv,
                           "IIU\0\x18"sv, "IIRO\10\0"sv, "IIRS\10\0"sv, "MMOR\0\0"sv,
                           "FUJIFILMCCD-RAW 0201"sv, "II\x1a\0\0\0HEAPCCDR"sv, "FOVb\1\0"sv})
    EXPECT_EQ(kind(begin), AttachmentKind::picture) << begin;
  EXPECT_EQ(kind(std::string_view("\0MRM\0\0", 6)), AttachmentKind::picture);
}

TEST(AttachmentKind, TargaIsKnownByItsHeaderOrItsEnd) {
  const std::string_view none("\0\0\0\0\0", 5), some("\0\0\0\1\x18", 5);
  const auto two = [](char a, char b) { return std::string{a, b}; };
  for (const char plain : {2, 3, 10, 11})
    EXPECT_EQ(kind(targa(two(0, plain), none, 24, 0x20)), AttachmentKind::picture);
  for (const char mapped : {1, 9})
    EXPECT_EQ(kind(targa(two(1, mapped), some, 8)), AttachmentKind::picture);
  EXPECT_EQ(kind("whatever" + std::string("TRUEVISION-XFILE.\0", 18)), AttachmentKind::picture);
  EXPECT_EQ(kind(targa(two(0, 10), some, 24)), AttachmentKind::document) << "a map, and none";
  EXPECT_EQ(kind(targa(two(0, 4), none, 24)), AttachmentKind::document) << "of no kind";
  EXPECT_EQ(kind(targa(two(0, 10), none, 25)), AttachmentKind::document) << "of no depth";
  EXPECT_EQ(kind(targa(two(0, 10), none, 24, '\xc0')), AttachmentKind::document);
}

TEST(AttachmentKind, ACompressedDrawingIsKnownByWhatItsHeaderOrItsSenderSays) {
  const auto gzip = [](char flags, std::string_view rest) {
    return std::string("\x1f\x8b\x08", 3) + flags + std::string("\0\0\0\0\0\3", 6) +
           std::string(rest);
  };
  EXPECT_EQ(kind(gzip(8, "map.svg\0..."sv)), AttachmentKind::picture);
  EXPECT_EQ(kind(gzip(8, "Map.SVGZ\0..."sv)), AttachmentKind::picture);
  EXPECT_EQ(kind(gzip(12, "\3\0abcmap.svg\0..."sv)), AttachmentKind::picture);
  EXPECT_EQ(kind(gzip(0, "..."), "image/svg+xml"), AttachmentKind::picture);
  for (const auto& other :
       {gzip(8, "log.txt\0.svg"sv), gzip(0, "map.svg\0"sv), gzip(12, "\3"sv), gzip(8, ""),
        gzip(12, "\xff\xff map.svg"sv), std::string("\x1f\x8b\x08\x08")})
    EXPECT_EQ(kind(other), AttachmentKind::document);
}

TEST(AttachmentKind, ADrawingIsOneWhateverStandsBeforeItsFirstElement) {
  for (const auto begin :
       {"<svg/>"sv, "<svg>"sv, "<SVG width='1'>"sv, "<svg"sv, "\xef\xbb\xbf\r\n <svg>"sv,
        "<?xml version='1.0'?>\n<svg xmlns='x'>"sv, "<d:svg xmlns:d='x'>"sv,
        "<?xml version='1.0'?><!-- <p> --><!DOCTYPE svg PUBLIC 'a' 'b'>\n<!-- 2 --><svg>"sv,
        "<!DOCTYPE svg [<!ENTITY a 'b'><!ENTITY c 'd'>]> <svg>"sv,
        "<!DOCTYPE x [<!ENTITY a ']>'>]><svg>"sv, "<!DOCTYPE x PUBLIC '>' ''><d:svg>"sv,
        "<!DOCTYPE svg><svg>"sv, "<\0?\0x\0?\0>\0<\0s\0v\0g\0>\0"sv, "\xff\xfe<\0s\0v\0g\0>\0"sv,
        "\xfe\xff\0<\0s\0v\0g\0>"sv})
    EXPECT_EQ(kind(begin), AttachmentKind::picture) << begin;
  const std::string late = "<!--" + std::string(100'000, ' ') + "--><svg>";
  EXPECT_EQ(kind(late), AttachmentKind::picture);
  for (const auto begin :
       {"<"sv, "<?xml"sv, "<?xml?>"sv, "<!--<svg>"sv, "<!-- <svg> --> at nine"sv, "<!DOCTYPE svg"sv,
        "<!DOCTYPE html><html><svg>"sv, "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"sv, "<svgs>"sv, "svg"sv,
        "< svg>"sv, "The element <svg> draws."sv})
    EXPECT_EQ(kind(begin), AttachmentKind::document) << begin;
}

TEST(AttachmentKind, ABrandCountsWhereverItStandsInItsBox) {
  const auto box = [](std::string_view size, std::size_t before, std::string_view brand) {
    std::string file = std::string(size) + "ftypisom" + std::string(4, '\0');
    for (std::size_t i = 0; i < before; ++i) file += "iso2";
    return file += brand;
  };
  for (const auto brand : {"heic"sv, "avif"sv, "crx "sv, "mif1"sv}) {
    EXPECT_EQ(kind(box("\0\0\0\x18"sv, 1, brand)), AttachmentKind::picture) << brand;
    for (const auto size : {"\0\0\x10\0"sv, "\0\0\0\0"sv, "\0\0\0\1"sv, "\xff\xff\xff\xff"sv})
      EXPECT_EQ(kind(box(size, 500, brand)), AttachmentKind::picture) << brand;
  }
  EXPECT_EQ(kind(box("\0\0\0\x18"sv, 500, "heic")), AttachmentKind::document) << "behind the box";
  EXPECT_EQ(kind(box("\xff\xff\xff\xff"sv, 500, "iso6")), AttachmentKind::document);
}

TEST(AttachmentKind, WhatItsSenderCallsAPictureIsOne) {
  EXPECT_EQ(kind("<svg/>", "image/svg+xml"), AttachmentKind::picture);
  EXPECT_EQ(kind("unheard of", "IMAGE/x-new"), AttachmentKind::picture);
  EXPECT_EQ(kind("", "image/png"), AttachmentKind::picture);
}

TEST(AttachmentKind, ADocumentIsNone) {
  for (const auto begin : {""sv, "B"sv, "BM"sv, "BMW, the works council, minutes"sv, "At nine.\n"sv,
                           "%PDF-1.7"sv, "PK\3\4"sv, "P8 "sv, "P6"sv, "P2P, the works council"sv,
                           "\n\nAt nine"sv, "\n\1\1"sv, "\0\0\3\0"sv,
                           "\0\0\0\x18"
                           "ftypisom\0\0\2\0isomiso2"sv,
                           "\0\0\0\x08"
                           "ftyp"sv,
                           "RIFF"sv, "RIFF\x10\0\0\0WAVEfmt "sv})
    EXPECT_EQ(kind(begin), AttachmentKind::document) << begin;
}

TEST(AttachmentKind, WhyAPictureDoesNotOpenIsSaidByItsCause) {
  EXPECT_NE(why_not_opened(Err::unavailable).find("could not be started"), std::string::npos);
  EXPECT_NE(why_not_opened(Err::unavailable), why_not_opened(Err::exhausted));
  EXPECT_NE(why_not_opened(Err::unsupported), why_not_opened(Err::malformed));
}

}  // namespace
}  // namespace eq::app
