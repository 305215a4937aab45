/* A person's account in a C program: it is made, kept, opened again, and registered with a server
 * that is not there, which harms nothing.
 *
 *   client REALMFILE
 *
 * A real program carries `request` over HTTP to the server of its realm, seals what `save` is
 * given, and calls eqp_client_sync() now and then. */
#include <equipoise/client.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct kept {
  uint8_t* state;
  size_t size;
  unsigned requests;
};

static void fill(void* context, uint8_t* out, size_t size) {
  (void)context;
  while (size > 0) {
    const ssize_t n = getrandom(out, size, 0);
    if (n < 0) abort();
    out += n;
    size -= (size_t)n;
  }
}

static void nobody_answers(void* context, const char* method, const char* path, const uint8_t* body,
                           size_t size, eqp_reply* reply) {
  (void)method, (void)path, (void)body, (void)size, (void)reply;
  ((struct kept*)context)->requests++;
}

static int save(void* context, const uint8_t* state, size_t size) {
  struct kept* kept = context;
  uint8_t* copy = malloc(size);
  if (copy == NULL) return -1;
  memcpy(copy, state, size);
  free(kept->state);
  kept->state = copy;
  kept->size = size;
  return 0;
}

static uint8_t* read_file(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  uint8_t* bytes = NULL;
  long length = -1;
  if (file == NULL) return NULL;
  if (fseek(file, 0, SEEK_END) == 0) length = ftell(file);
  if (length > 0 && fseek(file, 0, SEEK_SET) == 0) bytes = malloc((size_t)length);
  if (bytes != NULL && fread(bytes, 1, (size_t)length, file) != (size_t)length) length = 0;
  fclose(file);
  *size = length > 0 ? (size_t)length : 0;
  return bytes;
}

static int stop(const char* what, eqp_status status) {
  fprintf(stderr, "%s: %s\n", what, eqp_status_text(status));
  return 1;
}

int main(int argc, char** argv) {
  const uint64_t now_ms = 1800000000000u;
  struct kept kept = {NULL, 0, 0};
  const eqp_host host = {sizeof host, &kept, fill, nobody_answers, save};
  eqp_client* me = NULL;
  uint8_t account[EQP_ACCOUNT_SIZE], again[EQP_ACCOUNT_SIZE];
  size_t realm_size = 0;
  uint8_t* realm = argc == 2 ? read_file(argv[1], &realm_size) : NULL;
  if (eqp_abi() != EQP_ABI) return stop("another version of the library", EQP_UNSUPPORTED);
  if (realm == NULL) return stop("usage: client REALMFILE", EQP_MISSING);

  eqp_status status = eqp_client_create(&host, realm, realm_size, &me);
  if (status != EQP_OK) return stop("no account", status);
  eqp_client_account(me, account);
  eqp_client_close(me);

  status = eqp_client_open(&host, realm, realm_size, kept.state, kept.size, &me);
  if (status != EQP_OK) return stop("the kept account does not open", status);
  eqp_client_account(me, again);
  printf("opened again, the same account: %s\n",
         memcmp(account, again, sizeof account) == 0 ? "yes" : "no");

  status = eqp_client_register(me, now_ms);
  printf("register: %s, after %u request(s)\n", eqp_status_text(status), kept.requests);
  eqp_client_close(me);
  free(kept.state);
  free(realm);
  return status == EQP_UNAVAILABLE ? 0 : 1;
}
