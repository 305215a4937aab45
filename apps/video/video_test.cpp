#include "apps/video/video.h"

#include <gtest/gtest.h>

#include "apps/media/synth.h"
#include "apps/video/test_encode.h"
#include "eq/phash/distance.h"

namespace eq::video {
namespace {

const VideoWorker worker{EQ_VIDEO_WORKER};

// A scene a second: landscapes `from` to `to`, four frames each.
Bytes scenes(std::uint64_t from, std::uint64_t to, const char* codec, std::uint32_t width = 320) {
  std::vector<phash::Picture> out;
  for (std::uint64_t seed = from; seed <= to; seed++)
    out.insert(out.end(), 4, media::landscape(seed, width, width * 3 / 4));
  return testing::encode_video(out, codec, 250);
}

TEST(Video, OneFrameASecondIsHashedAsThePictureItShows) {
  const auto frames = worker.frames(scenes(1, 4, "ffv1"));
  ASSERT_TRUE(frames.ok()) << to_text(frames.error());
  ASSERT_EQ(frames->size(), 4u);
  for (std::size_t i = 0; i < 4; i++) {
    EXPECT_EQ((*frames)[i].at_ms, 1000 * i);
    EXPECT_GE((*frames)[i].quality, phash::kQualityMin);
    EXPECT_LE(phash::distance((*frames)[i].hash,
                              phash::fingerprint(media::landscape(1 + i, 320, 240))->hash),
              8);
  }
}

TEST(Video, ASmallerLossyCopyAndAnExcerptAreRecognisedAndAnotherVideoIsNot) {
  const auto listed = worker.frames(scenes(1, 6, "ffv1")),
             copy = worker.frames(scenes(1, 6, "mpeg4", 160));
  const auto excerpt = worker.frames(scenes(2, 4, "mpeg4")),
             other = worker.frames(scenes(11, 16, "mpeg4"));
  ASSERT_TRUE(listed.ok() && copy.ok() && excerpt.ok() && other.ok());
  const auto same = phash::compare_videos_var(*copy, *listed);
  EXPECT_GE(same.of_query, phash::kSameVideoPercent);
  EXPECT_GE(same.of_compared, phash::kSameVideoPercent);
  const auto part = phash::compare_videos_var(*excerpt, *listed);
  EXPECT_EQ(part.of_query, 100);
  EXPECT_EQ(part.of_compared, 50);
  EXPECT_EQ(phash::compare_videos_var(*other, *listed).of_query, 0);
}

TEST(Video, ATornFileGivesItsFramesUntilThenAndGarbageIsAnError) {
  const Bytes whole = scenes(1, 6, "ffv1");
  const auto torn = worker.frames(View(whole).first(whole.size() / 2));
  ASSERT_TRUE(torn.ok()) << to_text(torn.error());
  EXPECT_LT(torn->size(), 6u);
  EXPECT_FALSE(worker.frames({}).ok());
  EXPECT_FALSE(worker.frames(view("no video at all")).ok());
  EXPECT_FALSE(worker.frames(View(whole).first(200)).ok());
  // a list that names a file
  EXPECT_FALSE(worker.frames(view("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")).ok());
}

TEST(Video, LimitsHoldAndTheWorkerSaysWhatTheDecoderSays) {
  const Bytes file = scenes(1, 4, "mpeg4");
  EXPECT_EQ(frames_of(file, {.frames_max = 3}).error(), Err::too_large);
  EXPECT_EQ(frames_of(file, {.side_max = 300}).error(), Err::too_large);
  EXPECT_EQ(frames_of(file, {.packets_max = 5}).error(), Err::too_large);
  EXPECT_EQ(encode_answer(*frames_of(file)), encode_answer(*worker.frames(file)));
  EXPECT_EQ(VideoWorker("/nonexistent/equipoise-video").frames(file).error(), Err::unavailable);
}

TEST(Video, WhatAWorkerCouldSendIsReadStrictly) {
  const std::vector<Frame> frames{{{}, 80, 0}, {{}, 0, 1000}};
  const Bytes good = encode_answer(frames);
  EXPECT_EQ(encode_answer(*decode_answer(good)), good);
  EXPECT_FALSE(decode_answer({}).ok());
  EXPECT_FALSE(decode_answer(View(good).first(good.size() - 1)).ok());
  Bytes bad = good;
  bad[32] = 101;  // quality
  EXPECT_FALSE(decode_answer(bad).ok());
  EXPECT_FALSE(decode_answer(encode_answer({frames[1], frames[0]})).ok());
}

}  // namespace
}  // namespace eq::video
