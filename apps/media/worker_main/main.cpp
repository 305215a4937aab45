// equipoise-media: decodes pictures.  Started by Worker (apps/media/worker.h) and by nobody else.
#include "apps/media/task.h"
#include "apps/media/worker.h"

int main(int argc, char** argv) {
  using namespace eq;
  return media::run_task(
      argc, argv,
      {{"picture",
        [](View file) -> Result<Bytes> { return media::encode_answer(TRY(media::decode(file))); }},
       {"fingerprint", [](View file) -> Result<Bytes> {
          return media::encode_answer(TRY(media::fingerprint(file)));
        }}});
}
