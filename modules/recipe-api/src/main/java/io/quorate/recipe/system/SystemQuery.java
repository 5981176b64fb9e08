package io.quorate.recipe.system;

import io.quorate.codec.DefaultValue;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.SessionId;
import java.util.List;
import java.util.Optional;

/** Queries of the kernel. Lists come in pages: ask again with the last item's key until a page is not full. */
public sealed interface SystemQuery {
    /** Most items of one page. */
    int MAX_PAGE = 1_000;

    /** Most instances that are counted of one recipe. */
    int MAX_COUNTED = 10_000;

    /** Most commands of one rehearsal. */
    int MAX_REHEARSED = 100_000;

    /** Name of the query on the wire. */
    String query();

    /** Descriptions of the active recipes. */
    record ListRecipes() implements SystemQuery {
        @Override
        public String query() {
            return "recipes";
        }
    }

    record Recipes(List<RecipeDescription> recipes) {}

    /**
     * What the commands of clients to recipes came to on the node that answers, since it started. Every node applies every command, those
     * that it catches up with and those behind its stored state at a start among them.
     */
    record ListMetrics() implements SystemQuery {
        @Override
        public String query() {
            return "metrics";
        }
    }

    /** By recipe and command, those that were called at all. */
    record Metrics(List<CommandMetrics> commands) {}

    /**
     * How often one command was applied.
     *
     * @param answered told a result in its turn
     * @param parked had to wait, whatever came of that
     * @param refused changed nothing, by what its recipe said, or since it used too much or its namespace is full
     * @param steps that its handler used, all calls together, as they are counted for {@code command.max-steps}
     */
    record CommandMetrics(String recipe, String command, long answered, long parked, long refused, long steps) {}

    /** Bundles in every state, newest deployment last. */
    record ListBundles() implements SystemQuery {
        @Override
        public String query() {
            return "bundles";
        }
    }

    record Bundles(List<BundleInfo> bundles) {}

    /**
     * A deployment.
     *
     * @param recipe empty until a node has read the bundle
     * @param state STAGED, ACTIVE, RETIRED or FAILED
     * @param bytes size of the bundle
     * @param revision at which the state was entered
     * @param instances live instances, for an active recipe
     * @param detail why it failed, or on which nodes it is ready
     */
    record BundleInfo(
            String recipe,
            String version,
            String digest,
            String state,
            long bytes,
            long revision,
            long instances,
            String detail) {}

    /** The active version of a recipe. */
    record DescribeBundle(String recipe) implements SystemQuery {
        @Override
        public String query() {
            return "bundle";
        }
    }

    /**
     * An active version.
     *
     * @param ready what each node that was ready said of itself
     * @param uses other recipes, with the contracts that it takes
     * @param rollback version that a rollback without one would activate
     */
    record BundleDetail(
            BundleInfo bundle,
            int contract,
            int stateVersion,
            List<ReadyNode> ready,
            List<String> uses,
            Optional<String> rollback) {}

    /** A node that was ready for a bundle. */
    record ReadyNode(String node, String fingerprint) {}

    /**
     * What it would come to if a bundle became active, as far as the node that answers has found out. The first question begins the
     * rehearsal on that node, which goes on while it is asked again every few seconds. Nothing of it is kept.
     *
     * @param digest of a bundle that was uploaded, or was active before
     * @param commands to run through both versions as they come, at most {@link #MAX_REHEARSED}; 0 ends it
     * @param signature with which it would be deployed
     */
    record Rehearse(String digest, int commands, Optional<SystemCommand.BundleSignature> signature)
            implements SystemQuery {
        @Override
        public String query() {
            return "rehearse";
        }
    }

    /**
     * How far a rehearsal is.
     *
     * @param phase PREPARING, MIGRATING copies of all instances, COMPARING what comes with both versions, DONE, or REFUSED
     * @param version of the bundle
     * @param active version now; empty when the recipe would be new
     * @param refusals why the version could not become active; some of the reasons
     * @param instances that would go over to the version
     * @param names some of them, as {@code namespace/name}
     * @param waiting calls that wait in them
     * @param sessions that hold something in one
     * @param clients some of these, with their labels
     * @param compared commands, timers and other hooks that both versions have run
     * @param differing of which something differed
     * @param differences the first ones
     */
    record Rehearsed(
            String phase,
            String recipe,
            String version,
            String active,
            List<String> refusals,
            long instances,
            List<String> names,
            long waiting,
            long sessions,
            List<String> clients,
            int compared,
            int differing,
            List<Difference> differences) {}

    /**
     * What two versions make of one command.
     *
     * @param instance as {@code namespace/name}
     * @param what the command, timer or hook
     * @param part the reply, what others are told, or a row of the state
     */
    record Difference(String instance, String what, long revision, String part, String active, String next) {}

    /** What was deployed and taken out, oldest first; of all recipes, or of one. */
    record BundleHistory(Optional<String> recipe) implements SystemQuery {
        @Override
        public String query() {
            return "bundle-history";
        }
    }

    record History(List<BundleChange> changes) {}

    /**
     * A change of the active recipes, or an attempt.
     *
     * @param change DEPLOYED, ROLLED_BACK, UNDEPLOYED or FAILED
     * @param calendarMillis UTC ms
     * @param by label of the session that asked for it
     */
    record BundleChange(
            long revision,
            long calendarMillis,
            String change,
            String recipe,
            String version,
            String digest,
            String by,
            String detail) {}

    /** Namespaces by their names, behind {@code after}. */
    record ListNamespaces(
            Optional<String> after, @DefaultValue("100") int limit) implements SystemQuery {
        @Override
        public String query() {
            return "namespaces";
        }
    }

    record Namespaces(List<NamespaceInfo> namespaces) {}

    /**
     * A namespace.
     *
     * @param state ACTIVE, or DELETING when it takes no more calls
     * @param usedBytes logical bytes that it holds
     * @param quotaBytes that it may hold; 0 when it has no bound of its own
     * @param createdRevision 0 for the one that is always there
     */
    record NamespaceInfo(String name, String state, long usedBytes, long quotaBytes, long createdRevision) {}

    /** One namespace and what is in it. */
    record DescribeNamespace(String name) implements SystemQuery {
        @Override
        public String query() {
            return "namespace";
        }
    }

    /** A namespace, and the recipes that have instances in it. */
    record NamespaceDetail(NamespaceInfo namespace, List<RecipeInstances> recipes) {}

    /**
     * A recipe in a namespace.
     *
     * @param instances at most {@link #MAX_COUNTED}, which stands for that many or more
     */
    record RecipeInstances(String recipe, long instances) {}

    /** Names of a recipe's instances in one namespace, behind {@code after}. */
    record ListInstances(
            String namespace,
            String recipe,
            Optional<String> after,
            @DefaultValue("100") int limit) implements SystemQuery {
        @Override
        public String query() {
            return "instances";
        }
    }

    record Instances(List<String> names) {}

    /** Sessions with an id above {@code after}, 0 for the first. */
    record ListSessions(long after, @DefaultValue("100") int limit) implements SystemQuery {
        @Override
        public String query() {
            return "sessions";
        }
    }

    record Sessions(List<SessionInfo> sessions) {}

    /**
     * A session.
     *
     * @param state LIVE or ENDING
     * @param openedMillis calendar time in UTC ms
     * @param parked calls that wait
     * @param unacknowledged replies kept for the client
     * @param bound instances that are told when it ends
     */
    record SessionInfo(
            SessionId id,
            String label,
            String principal,
            String state,
            long ttlMillis,
            long openedMillis,
            long lastSequence,
            int parked,
            int unacknowledged,
            int bound) {}

    /** One session with what it holds and waits for. */
    record DescribeSession(SessionId session) implements SystemQuery {
        @Override
        public String query() {
            return "session";
        }
    }

    record SessionDetail(SessionInfo session, List<BoundInstance> bound, List<Waiting> waiting) {}

    record BoundInstance(String namespace, String recipe, String instance) {}

    /** A call that waits, since a log time in ms. */
    record Waiting(String namespace, String recipe, String instance, long sequence, long sinceMillis) {}

    /** The configuration that all members share. */
    record ClusterConfiguration() implements SystemQuery {
        @Override
        public String query() {
            return "configuration";
        }
    }

    /**
     * All keys.
     *
     * @param version counts the changes
     */
    record Configuration(long version, List<ConfigurationKey> keys) {}

    /**
     * One key.
     *
     * @param unit of all its values; empty for a number of things; names with {@code |} between them for a choice, whose values
     *     count them from 0
     * @param set by a command, and so not the default of this version
     */
    record ConfigurationKey(
            String key,
            long value,
            long defaultValue,
            String unit,
            boolean set,
            long least,
            long most,
            String description) {}

    /** The check that is under way, and the last one. */
    record DescribeCheck() implements SystemQuery {
        @Override
        public String query() {
            return "check";
        }
    }

    /**
     * The last check of the rows of all nodes.
     *
     * @param check revision at which it began; 0 when there was none so far
     * @param round 1 while all rows are looked at; later ones look at where nodes differ
     * @param reported nodes that have ended the round
     * @param outcome once it is over
     * @param endedMillis calendar time
     */
    record CheckStatus(
            long check, int round, List<Integer> reported, Optional<SystemCommand.Checked> outcome, long endedMillis) {}

    /** Whose bundles are taken. */
    record ListTrust() implements SystemQuery {
        @Override
        public String query() {
            return "trust";
        }
    }

    /**
     * Whose bundles are taken.
     *
     * @param policy {@code off} when all are
     * @param digests of bundles that need no signature, SHA-256 in hex
     */
    record Trust(String policy, List<TrustedKey> keys, List<String> digests) {}

    /**
     * A key whose signatures are taken.
     *
     * @param id the first 16 hex digits of the SHA-256 of the public key
     * @param revision since which
     */
    record TrustedKey(String name, String id, byte[] publicKey, long revision) {}

    /** The restore that is under way, and the last one. */
    record DescribeRestore() implements SystemQuery {
        @Override
        public String query() {
            return "restore";
        }
    }

    record Restores(Optional<RestoreUnderWay> underWay, Optional<PastRestore> last) {}

    /**
     * A restore that is not over.
     *
     * @param phase STAGING while parts come, DROPPING when it was given up, SETTLING behind the switch
     * @param namespace empty for the whole state
     * @param parts received
     * @param rows received
     * @param allRows of the backup
     * @param left holds to be ended and instances to be cleared away, at most {@link #MAX_PAGE} of each are counted
     */
    record RestoreUnderWay(
            long restore,
            String phase,
            Optional<String> namespace,
            SystemCommand.BackupSource source,
            long parts,
            long rows,
            long allRows,
            long left) {}

    /**
     * A restore that switched the state.
     *
     * @param calendarMillis UTC
     */
    record PastRestore(
            long restore,
            int epoch,
            long revision,
            Optional<String> namespace,
            SystemCommand.BackupSource source,
            long calendarMillis,
            long instances,
            long replaced) {}

    /** The node that answers, and what it knows of the cluster. */
    record ClusterStatus() implements SystemQuery {
        @Override
        public String query() {
            return "cluster";
        }
    }

    /**
     * State of a group as one node sees it.
     *
     * @param role LEADER, FOLLOWER or LEARNER
     * @param leader node number, 0 when unknown
     * @param durableIndex entries up to here are in the state store for good
     * @param stateHash over everything applied; equal on all nodes at the same applied index
     * @param problem why the node does not serve, empty when it does
     */
    record Status(
            String clusterId,
            int epoch,
            int group,
            int node,
            String role,
            long term,
            int leader,
            List<Integer> voters,
            List<Integer> learners,
            long commitIndex,
            long appliedIndex,
            long durableIndex,
            long revision,
            long stateHash,
            long logTimeMillis,
            int kernelLevel,
            long sessions,
            String version,
            String problem) {}

    /**
     * Pins the state of the node that answers, for {@link ReadBackup} to the same node, which keeps it while it is read. Everything
     * that was acknowledged before is in it when this is asked with {@code LINEARIZABLE}. Asked again with the same id, the node
     * answers the same.
     *
     * @param id drawn by whoever asks, 1 to 64 characters that nobody else has drawn
     * @param namespace empty for the whole cluster
     */
    record OpenBackup(String id, String namespace) implements SystemQuery {
        @Override
        public String query() {
            return "backup-open";
        }
    }

    /**
     * The state that was pinned.
     *
     * @param index entry up to which it is applied, of this term
     * @param revision of the last command in it
     */
    record BackupOpened(
            String clusterId,
            int node,
            int epoch,
            long index,
            long term,
            long revision,
            int kernelLevel,
            long logTimeMillis) {}

    /**
     * Asks for the next part of a pinned state, or for the last one again. NOT_FOUND when the node that answers keeps none of this id.
     *
     * @param part counts from 0
     */
    record ReadBackup(String id, int part) implements SystemQuery {
        @Override
        public String query() {
            return "backup-read";
        }
    }

    /**
     * Rows of a pinned state.
     *
     * @param bytes the rows with a checksum, as a restore takes them
     * @param rows that it has; may be 0
     */
    record BackupPart(byte[] bytes, int rows, boolean last) {}

    /** Lets a pinned state go. */
    record CloseBackup(String id) implements SystemQuery {
        @Override
        public String query() {
            return "backup-close";
        }
    }

    /** Whether there was one. */
    record BackupClosed(boolean found) {}
}
