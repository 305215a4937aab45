// equipoise-video: decodes videos.  Started by VideoWorker (apps/video/video.h) and by nobody else.
#include "apps/media/task.h"
#include "apps/video/video.h"

int main(int argc, char** argv) {
  using namespace eq;
  return media::run_task(argc, argv, {{"frames", [](View file) -> Result<Bytes> {
                                         return video::encode_answer(TRY(video::frames_of(file)));
                                       }}});
}
