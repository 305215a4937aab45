// A tiny corpus of landscapes from end to end: what it says, that it says it twice, and that
// nothing is lost on the way.
#include "eval/run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "eval/figures.h"

namespace eq::eval {
namespace {

const media::Worker worker{EQ_MEDIA_WORKER};
const Progress kSilent = [](auto, auto, auto) {};

struct Interrupted {};

class TinyCorpus : public ::testing::Test {
 protected:
  TinyCorpus()
      : root_(std::filesystem::temp_directory_path() / ("eq-eval-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_ / "p" / "more");
    for (std::uint64_t i = 0; i < 3; i++) {
      write("p/" + std::to_string(i) + ".png",
            *media::encode_png(media::landscape(20 + i, 160, 120)));
    }
    write("p/more/copy.jpg", *media::encode_jpeg(media::landscape(20, 160, 120), 90));
    write("p/notes.txt", to_bytes("no picture"));
    write("p/torn.png", to_bytes(View(*media::encode_png(media::landscape(9, 60, 40))).first(500)));
    write("p/empty.png", {});
    for (const auto& t : transforms()) {
      if (t.name == "jpeg_50" || t.name == "crop_10" || t.name == "mirror")
        run_.changes.push_back(t);
    }
  }
  ~TinyCorpus() override { std::filesystem::remove_all(root_); }

  void write(const std::string& name, const Bytes& bytes) {
    std::ofstream(root_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  std::string read(const std::string& name) {
    std::ifstream in(root_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  eval::Run into(const std::string& out) {
    eval::Run run = run_;
    run.out = root_ / out;
    return run;
  }

  std::filesystem::path root_;
  eval::Run run_{root_ / "p", {}, {}, {}};
};

TEST_F(TinyCorpus, IsMeasuredAndWhatDoesNotCountIsNamedWithItsReason) {
  const auto r = measure(into("a"), worker, kSilent);
  ASSERT_TRUE(r.ok()) << r.error().text;
  EXPECT_EQ(r->files, 7u);
  EXPECT_EQ(r->listed.size(), 3u);
  EXPECT_EQ(r->rows.size(), 9u);
  std::map<std::string, std::string> why;
  for (const auto& l : r->left_out) why[l.name] = l.why;
  EXPECT_EQ(why["2.png"], "");
  EXPECT_EQ(why["more/copy.jpg"], "a copy of 0.png");
  EXPECT_EQ(why["torn.png"], "damaged");
  EXPECT_EQ(why["notes.txt"], "not a JPEG, PNG or WebP picture, or animated");
  EXPECT_EQ(why["empty.png"], "not a JPEG, PNG or WebP picture, or animated");
  const Json f = figures(*r, {});
  ASSERT_EQ(f["recall"].size(), 3u);
  auto found = [&](std::size_t change, const char* method) {
    return f["recall"][change]["by"][method]["hits"].get<int>();
  };
  EXPECT_EQ(f["recall"][0]["transform"], "jpeg_50");
  EXPECT_EQ(found(0, "pdq"), 3);
  EXPECT_EQ(found(0, "private"), 3);
  EXPECT_EQ(f["recall"][1]["transform"], "crop_10");
  EXPECT_EQ(found(1, "pdq"), 0);
  EXPECT_EQ(found(1, "middle"), 3);
  EXPECT_EQ(found(2, "pdq"), 0);
  EXPECT_GE(found(2, "turned"), 2);
  EXPECT_EQ(found(2, "private"), 0);
  EXPECT_EQ(found(2, "private_turned"), 3);
  EXPECT_EQ(found(0, "private_turned"), 3);
  EXPECT_EQ(f["false_reports"]["method"], "private_turned");
  EXPECT_EQ(f["false_hits"]["either"]["pairs"]["of"], 18);
  EXPECT_EQ(f["false_hits"]["either"]["pairs"]["hits"], 0);
}

TEST_F(TinyCorpus, GivesTheSameBytesHoweverOftenItIsInterrupted) {
  ASSERT_TRUE(measure(into("whole"), worker, kSilent).ok());
  for (int stop = 1; stop < 12; stop += 2) {
    int calls = 0;
    try {
      (void)measure(into("pieces"), worker, [&](auto, auto, auto) {
        if (++calls == stop) throw Interrupted();
      });
    } catch (const Interrupted&) {
    }
  }
  {  // the last line is cut in the middle
    const std::string so_far = read("pieces/results.csv");
    std::ofstream(root_ / "pieces/results.csv", std::ios::binary)
        << so_far.substr(0, so_far.size() - 5);
  }
  ASSERT_TRUE(measure(into("pieces"), worker, kSilent).ok());
  EXPECT_EQ(read("pieces/results.csv"), read("whole/results.csv"));
  EXPECT_EQ(read("pieces/pictures.csv"), read("whole/pictures.csv"));
}

TEST_F(TinyCorpus, ADoneOneIsNotDoneAgain) {
  ASSERT_TRUE(measure(into("a"), worker, kSilent).ok());
  const media::Worker none("/nonexistent/equipoise-media");
  EXPECT_TRUE(measure(into("a"), none, kSilent).ok());
  EXPECT_FALSE(measure(into("b"), none, kSilent).ok());
}

TEST_F(TinyCorpus, AChangedCorpusADamagedLineAndAnEmptyFolderAreRefusedAndNothingIsLost) {
  ASSERT_TRUE(measure(into("a"), worker, kSilent).ok());
  const std::string before = read("a/results.csv");
  write("p/new.png", *media::encode_png(media::landscape(7, 160, 120)));
  const auto changed = measure(into("a"), worker, kSilent);
  ASSERT_FALSE(changed.ok());
  EXPECT_NE(changed.error().text.find("other pictures"), std::string::npos) << changed.error().text;
  std::filesystem::remove(root_ / "p/new.png");
  std::string damaged = before;
  damaged.replace(damaged.find("crop_10"), 7, "crop_99");
  write("a/results.csv", to_bytes(damaged));
  const auto refused = measure(into("a"), worker, kSilent);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().text.find("results.csv, line 4"), std::string::npos)
      << refused.error().text;
  EXPECT_EQ(read("a/results.csv"), damaged);
  eval::Run empty = into("c");
  empty.corpus = root_ / "nothing";
  EXPECT_FALSE(measure(empty, worker, kSilent).ok());
  std::filesystem::create_directories(empty.corpus);
  EXPECT_NE(measure(empty, worker, kSilent).error().text.find("no file"), std::string::npos);
}

TEST_F(TinyCorpus, PicturesOfOneGroupAreNoStrangers) {
  eval::Run run = into("a");
  run.related = root_ / "related.csv";
  write("related.csv", to_bytes("# by eye\nhills,0.png\nhills,1.png\n"));
  const auto r = measure(run, worker, kSilent);
  ASSERT_TRUE(r.ok()) << r.error().text;
  EXPECT_EQ(r->rows[0].answers[0].strangers, 1u);
  EXPECT_EQ(r->rows[8].answers[0].strangers, 2u);
  write("related.csv", to_bytes("hills,0.png\nhills\n"));
  EXPECT_NE(measure(run, worker, kSilent).error().text.find("line 2"), std::string::npos);
}

}  // namespace
}  // namespace eq::eval
