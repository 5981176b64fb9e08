package io.quorate.transport.peer;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork.Lane;
import io.quorate.log.Standing;

/**
 * The first frame in each direction of a link. An empty frame behind them is answered with an empty one, so that both sides
 * see that the other is there.
 *
 * <pre>
 * hello:  "quorate-peer" text | version u8 | cluster id text | from u32 | to u32 | data lane bool | client endpoint text
 *         | peer endpoint text | directory text | oldest kernel level u32 | newest kernel level u32
 * answer: "quorate-peer" text | version u8 | refusal text, empty when the link is taken
 *         | what is held of the one that asks u8 | directory text
 * </pre>
 */
final class Greeting {
    /** Raised when a hello, a frame or a message between nodes changes its form. */
    static final int VERSION = 1;

    private static final String MAGIC = "quorate-peer";
    private static final int MAX_TEXT_BYTES = 1_024;

    /** Who opens a link, to whom, and for what. */
    record Hello(
            int version,
            String clusterId,
            NodeId from,
            NodeId to,
            Lane lane,
            String clientEndpoint,
            String peerEndpoint,
            String directory,
            KernelLevels levels) {}

    /**
     * What becomes of a link.
     *
     * @param refusal why it is not taken; empty when it is
     * @param standing what the node that answers holds of the other one's data
     * @param directory tells the data of the node that answers from any other; empty with a refusal
     */
    record Answer(String refusal, Standing standing, String directory) {
        static Answer refused(String why) {
            return new Answer(why, Standing.FIRST, "");
        }
    }

    private Greeting() {}

    static byte[] hello(Hello hello) {
        return new ByteSink(128)
                .text(MAGIC)
                .u8(hello.version())
                .text(hello.clusterId())
                .i32(hello.from().value())
                .i32(hello.to().value())
                .bool(hello.lane() == Lane.DATA)
                .text(hello.clientEndpoint())
                .text(hello.peerEndpoint())
                .text(hello.directory())
                .i32(hello.levels().oldest())
                .i32(hello.levels().newest())
                .toByteArray();
    }

    /** @throws CodecException when the bytes are no hello of a version that this release reads */
    static Hello readHello(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        if (!in.text(MAX_TEXT_BYTES).equals(MAGIC)) {
            throw new CodecException("this is a port for Quorate nodes, and something else has connected");
        }
        int version = in.u8();
        if (version != VERSION) {
            throw new CodecException("a node that speaks peer version " + version
                    + " has connected, this release speaks " + VERSION + "; upgrade the older of them");
        }
        String clusterId = in.text(MAX_TEXT_BYTES);
        NodeId from = node(in.i32());
        NodeId to = node(in.i32());
        Lane lane = in.bool() ? Lane.DATA : Lane.CONTROL;
        String clientEndpoint = in.text(MAX_TEXT_BYTES);
        String peerEndpoint = in.text(MAX_TEXT_BYTES);
        String directory = in.text(MAX_TEXT_BYTES);
        Hello hello =
                new Hello(version, clusterId, from, to, lane, clientEndpoint, peerEndpoint, directory, levels(in));
        in.expectEnd();
        return hello;
    }

    private static Standing standing(int number) {
        return Standing.of(number).orElseThrow(() -> new CodecException("no node has the standing " + number));
    }

    private static NodeId node(int number) {
        try {
            return new NodeId(number);
        } catch (IllegalArgumentException wrong) {
            throw new CodecException(String.valueOf(wrong.getMessage()));
        }
    }

    private static KernelLevels levels(ByteSource in) {
        try {
            return new KernelLevels(in.i32(), in.i32());
        } catch (IllegalArgumentException wrong) {
            throw new CodecException(String.valueOf(wrong.getMessage()));
        }
    }

    static byte[] answer(Answer answer) {
        return new ByteSink(64)
                .text(MAGIC)
                .u8(VERSION)
                .text(answer.refusal())
                .u8(answer.standing().number())
                .text(answer.directory())
                .toByteArray();
    }

    /** @throws CodecException when the bytes are no answer */
    static Answer readAnswer(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        if (!in.text(MAX_TEXT_BYTES).equals(MAGIC)) {
            throw new CodecException("the answer is not that of a node");
        }
        in.u8(); // The version of the other side: a refusal is read whatever it speaks.
        Answer answer = new Answer(in.text(MAX_TEXT_BYTES), standing(in.u8()), in.text(MAX_TEXT_BYTES));
        in.expectEnd();
        return answer;
    }
}
