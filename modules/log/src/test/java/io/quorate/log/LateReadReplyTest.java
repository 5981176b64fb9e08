package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.raft.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This is node 1 of three and follows node 2, which answers a read after this node has started anew. */
class LateReadReplyTest {
    private static final NodeId SELF = new NodeId(1);

    @TempDir
    Path directory;

    private final Tasks loop = new Tasks();
    private final Tasks writer = new Tasks();
    private final Tasks apply = new Tasks();
    private final List<Long> asked = new ArrayList<>();
    private final List<BarrierResult> answers = new ArrayList<>();

    @Test
    void anAnswerToAnEarlierLifeConfirmsNoReadOfThisOne() throws IOException {
        live(1, log -> read(log));
        assertEquals(1, asked.size());
        live(2, log -> {
            read(log);
            hear(log, new Message.ReadReply(2, 1, 1, asked.get(0), 1));
            assertEquals(List.of(), answers);
            hear(log, new Message.ReadReply(2, 1, 1, asked.get(1), 1));
            assertEquals(1, answers.size());
        });
    }

    private interface Life {
        void in(RaftLog log);
    }

    private void live(long seed, Life life) throws IOException {
        answers.clear();
        try (Wal wal = Wal.open(FileDisk.open(directory), new WalOptions(64 * 1024, 1, 1024), Runnable::run)) {
            TreeSet<NodeId> three = new TreeSet<>(List.of(SELF, new NodeId(2), new NodeId(3)));
            RaftLog.Member member = new RaftLog.Member(
                    0,
                    SELF,
                    Optional.of(new Membership(three, new TreeSet<>())),
                    RaftOptions.defaults(),
                    new SplittableRandom(seed));
            RaftLog log = RaftLog.open(wal, member, new RaftLog.Threads(loop, writer, apply, writer), this::sent);
            log.start(new RecordingListener(), 0);
            Tasks.runAll(loop, writer, apply);
            hear(log, new Message.Heartbeat(2, 1, 1, 1, 0));
            life.in(log);
            log.close();
            Tasks.runAll(loop, writer, apply);
        }
    }

    private void read(RaftLog log) {
        log.readBarrier(answers::add);
        Tasks.runAll(loop, writer, apply);
    }

    private void hear(RaftLog log, Message message) {
        log.received(
                message instanceof Message.Heartbeat heartbeat
                        ? new PeerMessage.SignOfLife(heartbeat, 0)
                        : new PeerMessage.Consensus(message));
        Tasks.runAll(loop, writer, apply);
    }

    private void sent(NodeId to, PeerNetwork.Lane lane, byte[] message) {
        if (PeerCodec.decode(message).message() instanceof PeerMessage.Consensus consensus
                && consensus.message() instanceof Message.ReadRequest request) {
            asked.add(request.id());
        }
    }
}
