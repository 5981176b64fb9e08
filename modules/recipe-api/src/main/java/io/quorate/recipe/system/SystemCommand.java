package io.quorate.recipe.system;

import io.quorate.codec.DefaultValue;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.List;
import java.util.Optional;

/** Commands of the kernel; each is applied exactly once within its session, like any recipe's. */
public sealed interface SystemCommand {
    /** Name under which the kernel is called in place of a recipe. */
    String RECIPE = "system";

    /** Contract version of these calls. */
    int CONTRACT = 1;

    /** Largest part of a bundle that one {@link StageChunk} carries, in bytes. */
    int MAX_CHUNK_BYTES = 128 * 1024;

    /** Largest bundle in bytes. */
    int MAX_BUNDLE_BYTES = 16 * 1024 * 1024;

    /** Largest part of a backup that one {@link RestorePart} carries, in bytes: a row of 1 MiB and what goes around it. */
    int MAX_PART_BYTES = 1024 * 1024 + 16 * 1024;

    /** Largest encoded command of the kernel, in bytes. */
    int MAX_COMMAND_BYTES = MAX_PART_BYTES + 1024;

    /** Name of the call on the wire. */
    String call();

    /**
     * Puts a part of a bundle's bytes into the replicated state. Parts come in order; a part that is there already is
     * accepted and changes nothing. Parts that no deployment uses go with the session that staged them.
     *
     * @param digest SHA-256 of the whole bundle, hex
     * @param offset bytes of the bundle before this part
     * @param size bytes of the whole bundle
     */
    record StageChunk(String digest, int offset, int size, byte[] bytes) implements SystemCommand {
        @Override
        public String call() {
            return "stage";
        }
    }

    /** How much of the bundle is there. */
    record Staged(int received) {}

    /**
     * Deploys a bundle that was staged whole; answered when it is active or has failed.
     *
     * @param signature asked for when {@code bundle.trust} is {@code required} and the digest is not trusted itself
     */
    record Deploy(String digest, Optional<BundleSignature> signature) implements SystemCommand {
        /** Without a signature. */
        public Deploy(String digest) {
            this(digest, Optional.empty());
        }

        @Override
        public String call() {
            return "deploy";
        }
    }

    /**
     * Somebody vouches for a bundle.
     *
     * @param publicKey of the signer: Ed25519, 32 bytes as RFC 8032 encodes it
     * @param value Ed25519, 64 bytes, over the ASCII text {@code quorate-bundle-signature-1}, a line feed, the SHA-256 of the
     *     bundle in lower-case hex, and a line feed
     */
    record BundleSignature(byte[] publicKey, byte[] value) {}

    /** The recipe is active from this revision on. */
    record Deployed(String recipe, String version, String digest, long revision) {}

    /** Compares all rows of all nodes; answered by {@link Checked} when that is done. Commands go on meanwhile. */
    record Check() implements SystemCommand {
        @Override
        public String call() {
            return "check";
        }
    }

    /**
     * What a check came to.
     *
     * @param revision at which it ended
     * @param rows that were compared
     * @param nodes whose rows were compared
     */
    record Checked(
            long revision, long rows, List<Integer> nodes, List<NotChecked> notChecked, List<Difference> differences) {}

    /** A member whose rows could not be compared. */
    record NotChecked(int node, String reason) {}

    /**
     * Rows that are not the same on all nodes.
     *
     * @param place what the first of the rows belongs to, for people
     * @param nodes that have other rows than a majority; all that were compared when there is no majority
     * @param majority whether a majority of the voters agrees what is right, so that those nodes replace their state
     * @param fromKey first key that may be concerned, hex
     * @param toKey first key behind, hex; empty for no end
     */
    record Difference(String place, List<Integer> nodes, boolean majority, String fromKey, String toKey) {}

    /** Says that the first bundles of a new cluster are active, so that no node deploys them again. */
    record CompleteBootstrap() implements SystemCommand {
        @Override
        public String call() {
            return "complete-bootstrap";
        }
    }

    /** The cluster is no new one from this revision on. */
    record BootstrapCompleted(long revision) {}

    /**
     * Activates a version of an active recipe that was active before, with the way down that the newer version brought; answered
     * by {@link Deployed}.
     *
     * @param version empty for the one that was active last
     */
    record Rollback(String recipe, Optional<String> version) implements SystemCommand {
        @Override
        public String call() {
            return "rollback";
        }
    }

    /**
     * Says whom a new cluster trusts. The first one holds; later ones change nothing, whatever they say.
     *
     * @param required {@code bundle.trust} becomes {@code required}, unless it was set before
     * @param digests of bundles that need no signature, SHA-256 in hex
     */
    record FoundTrust(boolean required, List<String> digests) implements SystemCommand {
        @Override
        public String call() {
            return "found-trust";
        }
    }

    /** Trust was founded, by this command or an earlier one. */
    record TrustFounded(boolean first, long revision) {}

    /**
     * Takes signatures of this key from now on.
     *
     * @param name for people; of one key only
     * @param publicKey Ed25519, 32 bytes as RFC 8032 encodes it
     */
    record TrustKey(String name, byte[] publicKey) implements SystemCommand {
        @Override
        public String call() {
            return "trust-key";
        }
    }

    /** Takes no more signatures of the key of this name. What was deployed with it stays. */
    record RevokeKey(String name) implements SystemCommand {
        @Override
        public String call() {
            return "revoke-key";
        }
    }

    /**
     * What a change of the trusted keys was about.
     *
     * @param id of the key
     */
    record KeyChanged(String name, String id, long revision) {}

    /**
     * Takes these bundles without a signature from now on, SHA-256 in hex; or, with {@code revoke}, no more. What was deployed
     * stays.
     */
    record TrustDigests(List<String> digests, boolean revoke) implements SystemCommand {
        @Override
        public String call() {
            return "trust-digests";
        }
    }

    /**
     * The digests that need no signature are others now.
     *
     * @param changed those that were not as asked for before
     * @param trusted all of them now
     */
    record DigestsChanged(int changed, int trusted, long revision) {}

    /**
     * Takes a recipe out; refused while it has instances.
     *
     * @param freeze its instances stay as they are, and go on once the recipe is deployed again
     */
    record Undeploy(String recipe, @DefaultValue("false") boolean freeze) implements SystemCommand {
        @Override
        public String call() {
            return "undeploy";
        }
    }

    /** The recipe was active up to this revision. */
    record Undeployed(String recipe, String version, long revision) {}

    /**
     * A node that is to take part.
     *
     * @param number of its configuration
     * @param address where it listens for other nodes, as host:port
     */
    record NewMember(int number, String address) {}

    /**
     * Changes who takes part: a new node learns first and votes once it has caught up. Answered when the change is through;
     * refused when a quorum would be lost. Takes the place of a change that is under way.
     */
    record ChangeMembers(List<NewMember> add, List<Integer> remove) implements SystemCommand {
        @Override
        public String call() {
            return "change-members";
        }
    }

    /** These nodes vote from this revision on. */
    record MembersChanged(List<Integer> voters, long revision) {}

    /** Asks the leader to let another voter lead; answered at once, whoever leads afterwards. */
    record TransferLeadership(int to) implements SystemCommand {
        @Override
        public String call() {
            return "transfer-leadership";
        }
    }

    /** The leader has been asked. */
    record TransferAsked(int to) {}

    /**
     * Changes one key of the configuration that all members share. It holds from this command's revision on; what exists
     * already is kept.
     *
     * @param value as people write it, with its unit; empty for the default
     * @param expectedVersion of the configuration, 0 for any; refused CONFLICT when it has another one
     */
    record ConfigureCluster(String key, Optional<String> value, long expectedVersion) implements SystemCommand {
        @Override
        public String call() {
            return "configure-cluster";
        }
    }

    /**
     * The key has another value now.
     *
     * @param unit of both values, as {@link SystemQuery.ConfigurationKey} has it
     * @param version of the configuration now
     */
    record ClusterConfigured(String key, long before, long after, String unit, long version) {}

    /**
     * Creates a namespace; refused CONFLICT when there is one of this name.
     *
     * @param name 1 to 48 of a-z 0-9 -, first a letter
     * @param quotaBytes logical bytes that it may hold: keys and values of rows, and what recipes note of waiting calls and timers; 0
     *     for no bound of its own
     */
    record CreateNamespace(String name, @DefaultValue("0") long quotaBytes) implements SystemCommand {
        @Override
        public String call() {
            return "create-namespace";
        }
    }

    /** It takes calls from this revision on. */
    record NamespaceCreated(String name, long quotaBytes, long revision) {}

    /**
     * Bounds what a namespace may hold from now on. What it holds already is kept, and may be deleted whatever the quota is.
     *
     * @param quotaBytes 0 for no bound of its own
     */
    record SetNamespaceQuota(String name, long quotaBytes) implements SystemCommand {
        @Override
        public String call() {
            return "set-namespace-quota";
        }
    }

    /** The namespace has another quota now; 0 is none. */
    record NamespaceQuotaSet(String name, long before, long after, long usedBytes, long revision) {}

    /**
     * Deletes a namespace with all that is in it. It takes no more calls from then on, calls that wait in it are refused, and what it
     * holds goes in bounded steps. Answered when all is gone.
     *
     * @param force also when it has instances; refused CONFLICT otherwise
     */
    record DeleteNamespace(
            String name, @DefaultValue("false") boolean force) implements SystemCommand {
        @Override
        public String call() {
            return "delete-namespace";
        }
    }

    /** Nothing is left of it. */
    record NamespaceDeleted(String name, long revision) {}

    /** Ends another session with all it holds. */
    record ExpireSession(SessionId session, String reason) implements SystemCommand {
        @Override
        public String call() {
            return "expire-session";
        }
    }

    /** The session takes no more calls; its holds go in the entries that follow. */
    record Expired(SessionId session, FencingToken at) {}

    /**
     * Where a backup comes from; the numbers are those of its state.
     *
     * @param logTimeMillis from which the timers in it are counted
     */
    record BackupSource(String cluster, int epoch, long revision, long logTimeMillis) {}

    /**
     * Begins to put a backup into the place of what is there. Its parts come next, unseen until {@link CommitRestore}; they are dropped
     * when the session that began ends before. Refused CONFLICT while another restore or a deployment is under way.
     *
     * @param namespace the one to restore; empty for the whole state
     * @param epochAbove the epoch afterwards is above this one too; 0 when the backup's and the cluster's are enough
     * @param rows in all parts
     * @param digest hex of what {@link RestoreDigest} makes of all parts
     */
    record BeginRestore(BackupSource source, Optional<String> namespace, int epochAbove, long rows, String digest)
            implements SystemCommand {
        @Override
        public String call() {
            return "begin-restore";
        }
    }

    /** The restore is under way, under this number. */
    record RestoreBegun(long restore) {}

    /**
     * A part of the backup. Parts come in order; the last one may be sent again.
     *
     * @param number of the part, from 1 on
     * @param bytes rows, in the form of a part of a snapshot
     */
    record RestorePart(long restore, long number, byte[] bytes) implements SystemCommand {
        @Override
        public String call() {
            return "restore-part";
        }
    }

    /** How much of the backup is there. */
    record RestoreStaged(long parts, long rows) {}

    /**
     * Switches to the backup, at one revision. Of the whole state: all sessions end with {@link
     * io.quorate.recipe.ErrorCode#CLUSTER_RESTORED}, the one that asks behind its reply. Of one namespace: sessions live on, what they
     * held there is gone.
     */
    record CommitRestore(long restore) implements SystemCommand {
        @Override
        public String call() {
            return "commit-restore";
        }
    }

    /**
     * The switch happened.
     *
     * @param epoch from the switch on
     * @param revision of the switch; all later ones are above it
     * @param instances that came from the backup
     * @param replaced instances that are gone
     */
    record Restored(int epoch, long revision, long instances, long replaced) {}

    /** Drops what was staged of a restore. */
    record AbortRestore(long restore) implements SystemCommand {
        @Override
        public String call() {
            return "abort-restore";
        }
    }

    /** Nothing was changed; the parts go in the entries that follow. */
    record RestoreAborted(long restore) {}
}
