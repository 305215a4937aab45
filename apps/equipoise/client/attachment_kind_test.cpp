// What begins like a picture, or is called one, is taken for a picture, whether or not it opens.
#include "apps/equipoise/client/attachment_kind.h"

#include <gtest/gtest.h>

#include "apps/media/encode.h"
#include "apps/media/synth.h"

namespace eq::app {
namespace {

using namespace std::string_view_literals;

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

TEST(AttachmentKind, WhatItsSenderCallsAPictureIsOne) {
  EXPECT_EQ(kind("<svg/>", "image/svg+xml"), AttachmentKind::picture);
  EXPECT_EQ(kind("unheard of", "IMAGE/x-new"), AttachmentKind::picture);
  EXPECT_EQ(kind("", "image/png"), AttachmentKind::picture);
}

TEST(AttachmentKind, ADocumentIsNone) {
  for (const auto begin : {""sv, "B"sv, "BM"sv, "BMW, the works council, minutes"sv, "At nine.\n"sv,
                           "%PDF-1.7"sv, "PK\3\4"sv,
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
