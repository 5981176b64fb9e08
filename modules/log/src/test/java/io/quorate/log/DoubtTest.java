package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This is node 1 of three, and leads; what node 2 says is made up. */
class DoubtTest {
    private static final NodeId SELF = new NodeId(1);

    /** More than an election takes. */
    private static final int TICKS = 100;

    @TempDir
    Path directory;

    private final Tasks loop = new Tasks();
    private final Tasks writer = new Tasks();
    private final Tasks apply = new Tasks();
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(RaftLog.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Wal wal;
    private RaftLog log;

    @BeforeEach
    void lead() throws IOException {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        wal = Wal.open(FileDisk.open(directory), new WalOptions(64 * 1024, 1, 1024), Runnable::run);
        TreeSet<NodeId> three = new TreeSet<>(List.of(SELF, new NodeId(2), new NodeId(3)));
        RaftLog.Member member = new RaftLog.Member(
                0,
                SELF,
                Optional.of(new Membership(three, new TreeSet<>())),
                RaftOptions.defaults(),
                new SplittableRandom(1));
        log = RaftLog.open(wal, member, new RaftLog.Threads(loop, writer, apply, writer), (to, lane, message) -> {});
        log.start(new RecordingListener(), 0);
        Tasks.runAll(loop, writer, apply);
        for (int i = 0; i < TICKS && log.status().leadership().leader().isEmpty(); i++) {
            loop.advance(RaftOptions.defaults().raft().heartbeatNanos());
            Tasks.runAll(loop, writer, apply);
            hear(new Message.VoteReply(2, 1, term() + 1, true, true));
            hear(new Message.VoteReply(2, 1, term(), true, false));
        }
        assertEquals(Optional.of(SELF), log.status().leadership().leader());
    }

    private long term() {
        return log.status().leadership().term();
    }

    @AfterEach
    void close() {
        log.close();
        wal.close();
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private void hear(Message message) {
        log.received(new PeerMessage.Consensus(message));
        Tasks.runAll(loop, writer, apply);
    }

    @Test
    void aMemberThatCannotHaveWhatItSaysIsNamedOnceWithWhatToDo() {
        hear(new Message.Accepted(2, 1, term(), 1_000));
        hear(new Message.Accepted(2, 1, term(), 1_001));
        assertEquals(1, log.status().commitIndex());
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("node 2 acknowledges entry 1000, which it was never sent"), lines.get(0));
        assertTrue(lines.get(0).contains("quorate cluster remove 2"), lines.get(0));
        hear(new Message.Accepted(2, 1, term(), 2));
        assertEquals(2, log.status().commitIndex());
    }
}
