package io.quorate.itests;

import io.quorate.codec.RecordCodec;
import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.Query;
import io.quorate.protocol.Frames;
import io.quorate.protocol.Message;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.protocol.Target;
import io.quorate.recipe.system.SystemQuery;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/** A client of one node alone: it follows no leader, and takes each answer as it comes. */
public final class NodeClient implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;
    private long correlation;

    /**
     * Connects.
     *
     * @param answerMillis within which each answer must come
     */
    public NodeClient(ServerProcess node, int answerMillis) throws IOException {
        socket.setSoTimeout(answerMillis);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), CONNECT_MILLIS);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
        out.write(Frames.preface());
        out.write(Frames.encode(new Hello(1, 1, "", -1, new byte[0], "node-client")));
        read();
    }

    /** Sends a LINEARIZABLE query, whose answer {@link #answer} takes. */
    public void ask(Target target, String query, byte[] body) throws IOException {
        correlation++;
        out.write(Frames.encode(new Query(correlation, ReadLevel.LINEARIZABLE, 0, target, query, body)));
    }

    /** The answer to the oldest query that has none yet. */
    public Answer answer() throws IOException {
        while (true) {
            if (read() instanceof QueryReply reply) {
                return reply.answer();
            }
        }
    }

    /** What the node knows of its cluster, confirmed by a quorum; empty when it cannot be. */
    public Optional<SystemQuery.Status> status() throws IOException {
        SystemQuery.ClusterStatus query = new SystemQuery.ClusterStatus();
        byte[] body = RecordCodec.of(SystemQuery.ClusterStatus.class).encode(query);
        ask(new Target("default", Target.SYSTEM, 1, List.of()), query.query(), body);
        Answer answer = answer();
        return answer.kind() == Answer.Kind.OK
                ? Optional.of(RecordCodec.of(SystemQuery.Status.class).decode(answer.body()))
                : Optional.empty();
    }

    private Message read() throws IOException {
        byte[] frame = new byte[Frames.checkLength(in.readInt())];
        in.readFully(frame);
        return Frames.decode(frame);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
