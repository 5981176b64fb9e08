package io.quorate.server.front;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.KernelStatus;
import io.quorate.kernel.Problem;
import io.quorate.kernel.QueryRequest;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ProtocolDefaults;
import io.quorate.protocol.ProtocolLimits;
import io.quorate.protocol.ServerMessage.Welcome;
import io.quorate.protocol.Target;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.transport.Connection;
import java.util.List;
import java.util.Optional;

/** Answer to a hello. */
sealed interface Handshake {
    /** The client acts under this name from now on. */
    record Accepted(String principal, Welcome welcome) implements Handshake {}

    record Refused(Problem problem) implements Handshake {
        /** What only a node may say that a quorum has confirmed since. */
        boolean endsSessions() {
            return problem.code().equals(ErrorCode.CLUSTER_RESTORED.name());
        }
    }

    /** Once it is answered, this node has come to everything that the cluster had committed when it was asked. */
    QueryRequest CONFIRMATION = new QueryRequest(
            QueryRequest.ReadLevel.LINEARIZABLE,
            0,
            Names.address(new Target(ProtocolDefaults.NAMESPACE, Target.SYSTEM, SystemCommand.CONTRACT, List.of())),
            SystemCommand.CONTRACT,
            new SystemQuery.ClusterStatus().query(),
            RecordCodec.of(SystemQuery.ClusterStatus.class).encode(new SystemQuery.ClusterStatus()));

    static Handshake of(Hello hello, Connection connection, KernelStatus status, Frontend frontend) {
        FrontendOptions options = frontend.options();
        int version = Math.min(hello.maxVersion(), ProtocolLimits.MAX_VERSION);
        if (version < Math.max(hello.minVersion(), ProtocolLimits.MIN_VERSION)) {
            return refused(
                    ErrorCode.INCOMPATIBLE,
                    "the client speaks protocol versions " + hello.minVersion() + " to " + hello.maxVersion()
                            + ", this node " + ProtocolLimits.MIN_VERSION + " to " + ProtocolLimits.MAX_VERSION
                            + "; upgrade the older of them");
        }
        if (!hello.clusterId().isEmpty() && !hello.clusterId().equals(options.clusterId())) {
            return otherCluster(hello, status, options);
        }
        if (hello.epoch() > status.epoch()) {
            return status.leads()
                    ? refused(
                            ErrorCode.CLUSTER_RESTORED,
                            "the client has seen epoch " + hello.epoch() + " of the cluster, which is in epoch "
                                    + status.epoch() + "; sessions and cursors of later epochs are void, connect anew")
                    : refused(
                            ErrorCode.NOT_SERVING,
                            "the client has seen epoch " + hello.epoch()
                                    + " of the cluster, this node has come to epoch " + status.epoch()
                                    + " so far; ask another one");
        }
        Optional<String> principal = frontend.credentials().principal(connection, hello.credential());
        if (principal.isEmpty()) {
            return refused(
                    ErrorCode.UNAUTHENTICATED,
                    "this node does not take clients from " + connection.remote() + " with this credential");
        }
        return new Accepted(principal.get(), welcome(version, status, options));
    }

    private static Handshake otherCluster(Hello hello, KernelStatus status, FrontendOptions options) {
        String both = "the client asks for cluster " + hello.clusterId() + ", this node belongs to cluster "
                + options.clusterId();
        boolean isCaughtUp = status.leads()
                || status.leader()
                        .filter(leader -> !leader.equals(options.node()))
                        .isPresent();
        if (status.formerClusters().contains(hello.clusterId())) {
            return refused(
                    ErrorCode.CLUSTER_RESTORED,
                    both + ", which began with one node when the other had lost most of its nodes; what the client has"
                            + " seen of that one is void, connect anew");
        }
        return isCaughtUp
                ? refused(ErrorCode.INCOMPATIBLE, both + "; check the client's endpoints")
                : refused(
                        ErrorCode.NOT_SERVING,
                        both + ", and does not know yet whether that one has become this one; ask again");
    }

    private static Welcome welcome(int version, KernelStatus status, FrontendOptions options) {
        return new Welcome(
                version,
                options.clusterId(),
                status.epoch(),
                options.node().value(),
                status.leads(),
                options.endpoint(status.leader()),
                List.copyOf(options.endpoints().get().values()),
                status.limits().of(ClusterKey.MIN_TTL),
                status.limits().of(ClusterKey.MAX_TTL));
    }

    private static Handshake refused(ErrorCode code, String message) {
        return new Refused(Problem.of(code, message));
    }
}
