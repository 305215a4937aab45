/* The client of Equipoise for other languages: one account on one device.
 *
 * What the caller owns comes in as an argument or as a function of eqp_host: the time, randomness,
 * how a request reaches the server, where the state is kept.  Nothing here reads a clock, opens a
 * socket or a file, or starts a thread; no C++ exception leaves it.
 *
 *   eqp_client* me;
 *   eqp_client_create(&host, realm, realm_size, &me);     new keys, nobody knows them
 *   eqp_client_register(me, now_ms);                      publishes them, asks for tokens
 *   eqp_client_start(me, now_ms, friend, 1, conversation);
 *   eqp_client_send(me, now_ms, conversation, text, size, NULL);
 *   eqp_client_sync(me, now_ms);                          takes in what arrived
 *   eqp_client_tell(me, now_ms, on_event, context);       what happened, once
 *   eqp_client_close(me);
 *
 * Sizes are in bytes, times in Unix milliseconds; no pointer is NULL unless it says so.
 * Memory that is used up ends the program.  Not thread-safe: one eqp_client is used by one
 * thread at a time, and not from within its own host's functions.
 */
#ifndef EQUIPOISE_CLIENT_H
#define EQUIPOISE_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when what was compiled against the last one no longer runs. */
#define EQP_ABI 1u
#define EQP_ACCOUNT_SIZE 32
#define EQP_CONVERSATION_SIZE 16

typedef enum eqp_status {
  EQP_OK = 0,
  EQP_MALFORMED = 1,   /* an argument, a state or an answer is not in its form */
  EQP_FORGED = 2,      /* a signature, tag or proof does not verify */
  EQP_STALE = 3,       /* once valid, no longer or not yet */
  EQP_REFUSED = 4,     /* a rule forbids it */
  EQP_MISSING = 5,     /* there is no such account or conversation */
  EQP_TOO_LARGE = 6,   /* above a stated limit */
  EQP_EXHAUSTED = 7,   /* tokens or key packages are used up: sync, and try again */
  EQP_UNSUPPORTED = 8, /* a state or realm of another version, or an unsafe libsodium */
  EQP_UNAVAILABLE = 9, /* the server does not answer */
  EQP_UNSAVED = 10     /* the host could not save: nothing left the device since */
} eqp_status;

typedef struct eqp_client eqp_client; /* an account with its keys */
typedef struct eqp_reply eqp_reply;   /* the server's answer to one request */

/* What the caller lends.  It is copied; what `context` points to must outlive the client. */
typedef struct eqp_host {
  uint32_t size; /* sizeof(eqp_host) */
  void* context; /* handed to each function below */
  /* Fill `out` with randomness fit for keys.  It cannot fail: stop the program if there is none. */
  void (*random)(void* context, uint8_t* out, size_t size);
  /* One HTTP request: method "GET" or "POST", path "/v1/messages.send" below the server's address.
   * Hand the answer to eqp_reply_set(); returning without it says that there is none. */
  void (*request)(void* context, const char* method, const char* path, const uint8_t* body,
                  size_t size, eqp_reply* reply);
  /* Keep the state in place of the last one, durably, before returning 0.  It holds private keys:
   * seal it at rest.  Anything else than 0: nothing more leaves the device until it was kept. */
  int (*save)(void* context, const uint8_t* state, size_t size);
} eqp_host;

/* From within `request`.  http_status: as the server gave it.  The body is copied. */
void eqp_reply_set(eqp_reply* reply, int http_status, const uint8_t* body, size_t size);

/* EQP_ABI of the library, to be compared with the header's. */
uint32_t eqp_abi(void);
/* "0.2.0" */
const char* eqp_version(void);
/* One word: "forged". */
const char* eqp_status_text(eqp_status status);

/* A new account in a realm.  realm: the realm file that the owner trusts.
 * EQP_MALFORMED, EQP_UNSUPPORTED; then *out is NULL. */
eqp_status eqp_client_create(const eqp_host* host, const uint8_t* realm, size_t realm_size,
                             eqp_client** out);
/* The account of a state that `save` was given.  The same realm. */
eqp_status eqp_client_open(const eqp_host* host, const uint8_t* realm, size_t realm_size,
                           const uint8_t* state, size_t state_size, eqp_client** out);
/* Wipes what it holds.  NULL is nothing. */
void eqp_client_close(eqp_client* client);

/* The account's identifier: people compare it, for it proves its keys. */
void eqp_client_account(const eqp_client* client, uint8_t account[EQP_ACCOUNT_SIZE]);

/* Make the account known to the server, publish key packages, ask for sending tokens (they arrive
 * with a later sync).  Repeating it is harmless; repeat it daily, for tokens are for a day. */
eqp_status eqp_client_register(eqp_client* client, uint64_t now_ms);

/* A conversation with `count` accounts, one after the other in memory, not one's own. */
eqp_status eqp_client_start(eqp_client* client, uint64_t now_ms, const uint8_t* accounts,
                            size_t count, uint8_t conversation[EQP_CONVERSATION_SIZE]);
eqp_status eqp_client_add(eqp_client* client, uint64_t now_ms,
                          const uint8_t conversation[EQP_CONVERSATION_SIZE],
                          const uint8_t account[EQP_ACCOUNT_SIZE]);
/* After EQP_UNAVAILABLE it is wanted from then on: nothing is sent in the conversation before it is
 * seen to be done, and sync and send try again.  To add or remove again does it once. */
eqp_status eqp_client_remove(eqp_client* client, uint64_t now_ms,
                             const uint8_t conversation[EQP_CONVERSATION_SIZE],
                             const uint8_t account[EQP_ACCOUNT_SIZE]);
/* Erases its keys here; the others are not told. */
eqp_status eqp_client_leave(eqp_client* client, uint64_t now_ms,
                            const uint8_t conversation[EQP_CONVERSATION_SIZE]);

/* Send UTF-8 text to whoever is in the conversation.  On EQP_OK it must not be sent again: *waits
 * (may be NULL) is 1 if it is kept and goes out with a later sync.  After an error nothing of it
 * was kept. */
eqp_status eqp_client_send(eqp_client* client, uint64_t now_ms,
                           const uint8_t conversation[EQP_CONVERSATION_SIZE], const uint8_t* text,
                           size_t size, int* waits);

/* Post what waits, take in what arrived.  What happened is told by eqp_client_tell(). */
eqp_status eqp_client_sync(eqp_client* client, uint64_t now_ms);

typedef enum eqp_event_kind {
  EQP_EVENT_OTHER = 0,           /* something that this version has no kind for */
  EQP_EVENT_JOINED = 1,          /* the owner was added to a conversation */
  EQP_EVENT_MESSAGE = 2,         /* account, seq, time_ms, text */
  EQP_EVENT_MEMBERS_CHANGED = 3, /* account: by whom, if known; ask eqp_client_members() */
  EQP_EVENT_TOKENS = 4,          /* sending tokens arrived */
  EQP_EVENT_DROPPED = 5,         /* why: something did not verify and was passed over */
  EQP_EVENT_UNSENT = 6,          /* why: what waits there could not be sent */
  EQP_EVENT_BROKEN = 7,          /* why: the conversation may have gone on without the owner */
  EQP_EVENT_GIVEN_BACK = 8       /* text: words that will not go out */
} eqp_event_kind;

/* Absent: NULL or 0.  Everything that is pointed to is valid until the function returns. */
typedef struct eqp_event {
  uint32_t size; /* sizeof(eqp_event) of the library: later ones have more behind */
  uint32_t kind; /* eqp_event_kind */
  const uint8_t* conversation;
  const uint8_t* account;
  uint64_t seq;     /* of the message in its conversation */
  uint64_t time_ms; /* when the server stamped it */
  /* Another party's words.  Show them as text: they may hold control characters, markup, and
   * characters that turn a line around. */
  const uint8_t* text;
  size_t text_size;
  eqp_status why;
} eqp_event;
typedef void (*eqp_on_event)(void* context, const eqp_event* event);

/* Hand over each event that was not told yet, oldest first; then save that they were told. */
eqp_status eqp_client_tell(eqp_client* client, uint64_t now_ms, eqp_on_event on_event,
                           void* context);

/* Every message that was shown in a conversation, by seq, as EQP_EVENT_MESSAGE. */
eqp_status eqp_client_history(const eqp_client* client,
                              const uint8_t conversation[EQP_CONVERSATION_SIZE],
                              eqp_on_event on_message, void* context);

typedef void (*eqp_on_id)(void* context, const uint8_t* id);
/* Identifiers of EQP_CONVERSATION_SIZE bytes. */
eqp_status eqp_client_conversations(const eqp_client* client, eqp_on_id on_conversation,
                                    void* context);
/* Identifiers of EQP_ACCOUNT_SIZE bytes, the owner's included. */
eqp_status eqp_client_members(const eqp_client* client,
                              const uint8_t conversation[EQP_CONVERSATION_SIZE],
                              eqp_on_id on_account, void* context);

#ifdef __cplusplus
}
#endif
#endif
