"""A realm with a witness and a server that run, and days published: what people need to talk.  For stories about clients."""
import contextlib
import tempfile

import two_realms
from two_realms import Story, deal_days, found_realm, free_port, join, publish_day


class Service:
    def __init__(self, story, options):
        self.story, self.port, self.witness_port = story, free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.realm, homes = found_realm(story, "two", 3, 2, [])
        join(story, "two", self.realm, homes, self.url)
        self.words = ["serve", "--home", story.data / "two/server", "--port", self.port, "--witness", f"http://127.0.0.1:{self.witness_port}", *options]
        self.witness = story.serve("witness", "--home", story.data / "two/witness", "--port", self.witness_port, ready=None)
        self.server = None

    def start(self):
        self.server = self.story.serve(*self.words, ready=self.url + "/readyz")

    def stop(self):
        self.server.terminate()
        self.server.wait(20)
        self.server = None

    def end(self):
        if self.server:
            self.stop()
        self.witness.terminate()
        self.witness.wait(20)

    def moderate(self):
        """Answers reports, and gives tokens to who asked."""
        self.story.run("moderator", "once", home="two/moderator")

    def invite(self):
        return self.story.run("server", "invite", home="two/server")["invitations"][0]

    def publish(self):
        self.moderate()
        deal_days(self.story, 0, 1, [f"two/custodian-{i}" for i in (1, 2, 3)])
        publish_day(self.story, 0, ["two/custodian-1", "two/custodian-2"])


@contextlib.contextmanager
def running(program, options=(), first_day=None):
    """first_day: the realm's; today for clients that have no clock but the machine's."""
    with tempfile.TemporaryDirectory() as data:
        two_realms.DAY0 = first_day or two_realms.DAY0
        story = Story(program, data)
        story.at(-1, 12)
        service = Service(story, options)
        try:
            service.start()
            service.publish()
            if first_day:
                story.clock.write_text("0\n")
            else:
                story.at(0, 9)
            yield service
        finally:
            service.end()
