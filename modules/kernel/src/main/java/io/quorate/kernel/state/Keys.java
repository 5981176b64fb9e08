package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.kernel.Address;
import io.quorate.kernel.BundleDigest;
import io.quorate.recipe.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * Layout of the row keys of a group. The first byte names the kind of row; numbers are big-endian and never negative, or
 * have their sign bit flipped; names end with a zero byte, which no name contains. The order of rows is part of the format.
 */
public final class Keys {
    static final int KERNEL = 1;
    static final int SESSION = 2;
    static final int RESULT = 3;
    static final int TOMBSTONE = 4;
    static final int INSTANCE = 5;
    static final int ROW = 6;
    static final int TICKET = 7;
    static final int TIMER = 8;
    static final int DUE = 9;
    static final int BOUND = 10;
    static final int PENDING_END = 11;
    static final int DEPLOYMENT = 12;
    static final int ACTIVE = 13;
    static final int STAGING = 14;
    static final int CHUNK = 15;
    static final int MEMBERS = 16;
    static final int MEMBERS_PLAN = 17;
    static final int PEER_ADDRESSES = 18;
    static final int HASH_CHECK = 19;
    static final int CONFIGURATION = 20;
    static final int BOOTSTRAPPED = 21;
    static final int BUNDLE_CHANGE = 22;
    static final int TRUSTED_KEYS = 24;
    static final int TRUSTED_DIGESTS = 25;
    static final int NAMESPACE = 26;
    static final int CHECK = 34;
    static final int FORMER_CLUSTERS = 35;
    static final int MEMBER_DIRECTORIES = 36;
    static final int READMISSION = 37;

    private Keys() {}

    /** The one row of {@link KernelRow}. */
    public static byte[] kernel() {
        return kind(KERNEL).toByteArray();
    }

    /** The one row of {@link Members}. */
    public static byte[] members() {
        return kind(MEMBERS).toByteArray();
    }

    /** The one row of {@link ConfigurationRow}. */
    public static byte[] configuration() {
        return kind(CONFIGURATION).toByteArray();
    }

    /** There once the first bundles of the cluster are active. */
    public static byte[] bootstrapped() {
        return kind(BOOTSTRAPPED).toByteArray();
    }

    /** A {@link BundleChange}, in the order of revisions. */
    public static byte[] bundleChange(long revision) {
        return kind(BUNDLE_CHANGE).i64(revision).toByteArray();
    }

    public static byte[] bundleChanges() {
        return kind(BUNDLE_CHANGE).toByteArray();
    }

    public static long revisionOfBundleChange(byte[] bundleChangeKey) {
        return new ByteSource(bundleChangeKey, 1, 8).i64();
    }

    /** The one row of {@link TrustedKeys}. */
    public static byte[] trustedKeys() {
        return kind(TRUSTED_KEYS).toByteArray();
    }

    /** The one row of {@link TrustedDigests}. */
    public static byte[] trustedDigests() {
        return kind(TRUSTED_DIGESTS).toByteArray();
    }

    /** The one row of {@link FormerClusters}. */
    public static byte[] formerClusters() {
        return kind(FORMER_CLUSTERS).toByteArray();
    }

    /** The one row of {@link Check}. */
    public static byte[] check() {
        return kind(CHECK).toByteArray();
    }

    /** The id of the instance that the row is of, when its key has one. */
    public static OptionalLong instanceIdOf(byte[] key) {
        boolean has = key.length >= 1 + Long.BYTES && (key[0] == ROW || key[0] == TICKET || key[0] == TIMER);
        return has ? OptionalLong.of(new ByteSource(key, 1, Long.BYTES).i64()) : OptionalLong.empty();
    }

    /** What the row is, for people. */
    public static String place(byte[] key) {
        int kind = key.length == 0 ? 0 : key[0];
        return switch (kind) {
            case SESSION -> "session " + sessionOf(key);
            case RESULT -> "result of a call";
            case TOMBSTONE -> "ended session";
            case INSTANCE -> {
                Address address = addressOfInstance(key);
                yield address.recipe() + " '" + address.instance() + "' in namespace '" + address.namespace() + "'";
            }
            case ROW -> "state '" + stateOf(key) + "'";
            case TICKET -> "waiting call";
            case TIMER, DUE -> "timer";
            case BOUND, PENDING_END -> "hold of a session";
            case DEPLOYMENT, ACTIVE, STAGING, BUNDLE_CHANGE -> "deployment";
            case CHUNK -> "bytes of a bundle";
            case CONFIGURATION -> "configuration";
            case NAMESPACE -> "namespace '" + nameOfNamespace(key) + "'";
            case TRUSTED_KEYS, TRUSTED_DIGESTS -> "trust";
            default -> "the kernel's own row of kind " + kind;
        };
    }

    /** A {@link NamespaceRow}, in the order of names. */
    public static byte[] namespace(String name) {
        return kind(NAMESPACE).raw(name.getBytes(StandardCharsets.UTF_8)).toByteArray();
    }

    public static byte[] namespaces() {
        return kind(NAMESPACE).toByteArray();
    }

    public static String nameOfNamespace(byte[] namespaceKey) {
        return text(namespaceKey, 1, namespaceKey.length);
    }

    /** What the nodes have told of one index. */
    public static byte[] hashCheck(long index) {
        return kind(HASH_CHECK).i64(index).toByteArray();
    }

    public static byte[] hashChecks() {
        return kind(HASH_CHECK).toByteArray();
    }

    public static long hashCheckIndex(byte[] hashCheckKey) {
        return new ByteSource(hashCheckKey, 1, 8).i64();
    }

    /** The one row of {@link MembersPlan}. */
    public static byte[] membersPlan() {
        return kind(MEMBERS_PLAN).toByteArray();
    }

    /** The one row of {@link PeerAddresses}. */
    public static byte[] peerAddresses() {
        return kind(PEER_ADDRESSES).toByteArray();
    }

    /** The one row of {@link MemberDirectories}. */
    public static byte[] memberDirectories() {
        return kind(MEMBER_DIRECTORIES).toByteArray();
    }

    /** The one row of {@link Readmission}. */
    public static byte[] readmission() {
        return kind(READMISSION).toByteArray();
    }

    public static byte[] session(SessionId session) {
        return kind(SESSION).i64(session.value()).toByteArray();
    }

    public static byte[] sessions() {
        return kind(SESSION).toByteArray();
    }

    public static SessionId sessionOf(byte[] sessionKey) {
        return new SessionId(new ByteSource(sessionKey, 1, sessionKey.length - 1).i64());
    }

    public static byte[] result(SessionId session, long sequence) {
        return kind(RESULT).i64(session.value()).i64(sequence).toByteArray();
    }

    public static byte[] results(SessionId session) {
        return kind(RESULT).i64(session.value()).toByteArray();
    }

    public static long sequenceOf(byte[] resultKey) {
        return new ByteSource(resultKey, 9, 8).i64();
    }

    public static byte[] tombstone(SessionId session) {
        return kind(TOMBSTONE).i64(session.value()).toByteArray();
    }

    /** Instances sort by (recipe, namespace, name). */
    public static byte[] instance(Address address) {
        return instancePath(kind(INSTANCE), address).toByteArray();
    }

    /** Instances of all recipes. */
    public static byte[] instances() {
        return kind(INSTANCE).toByteArray();
    }

    public static byte[] instances(String recipe) {
        return name(kind(INSTANCE), recipe).toByteArray();
    }

    /** The first key behind those of a recipe's instances. */
    public static byte[] behindInstances(String recipe) {
        return kind(INSTANCE).raw(recipe.getBytes(StandardCharsets.UTF_8)).u8(1).toByteArray();
    }

    public static byte[] instances(String recipe, String namespace) {
        return name(name(kind(INSTANCE), recipe), namespace).toByteArray();
    }

    public static Address addressOfInstance(byte[] instanceKey) {
        return addressAt(instanceKey, 1);
    }

    /** A recipe's own row. */
    public static byte[] row(long instance, String state, byte[] key) {
        return name(kind(ROW).i64(instance), state).raw(key).toByteArray();
    }

    public static byte[] rows(long instance) {
        return kind(ROW).i64(instance).toByteArray();
    }

    /** What of a recipe's row key is the recipe's own. */
    public static byte[] rowKeyOf(byte[] rowKey, String state) {
        return Arrays.copyOfRange(rowKey, 1 + 8 + state.length() + 1, rowKey.length);
    }

    /** Length of what of a recipe's row key is the recipe's own. */
    public static int ownBytesOf(byte[] rowKey) {
        return rowKey.length - zeroFrom(rowKey, 1 + 8) - 1;
    }

    /** Of the key of a row, ticket or timer. */
    static long instanceOf(byte[] key) {
        return new ByteSource(key, 1, 8).i64();
    }

    /** Whether it is the key of a recipe's own row. */
    public static boolean isRow(byte[] key) {
        return key[0] == ROW;
    }

    public static boolean isInstance(byte[] key) {
        return key[0] == INSTANCE;
    }

    public static boolean isDeployment(byte[] key) {
        return key[0] == DEPLOYMENT;
    }

    /** An instance, or a row, ticket, timer or bound session of one. */
    public static boolean isOfInstance(byte[] key) {
        return key[0] == INSTANCE || key[0] == ROW || key[0] == TICKET || key[0] == TIMER || key[0] == BOUND;
    }

    /** What a recipe called its timer. */
    public static long timerKeyOf(byte[] timerKey) {
        return new ByteSource(timerKey, timerKey.length - 8, 8).i64() ^ Long.MIN_VALUE;
    }

    /** Name of the state that a recipe's own row or timer belongs to. */
    public static String stateOf(byte[] rowKey) {
        return text(rowKey, 1 + 8, zeroFrom(rowKey, 1 + 8));
    }

    public static byte[] ticket(long instance, String state, long ticket) {
        return name(kind(TICKET).i64(instance), state).i64(ticket).toByteArray();
    }

    public static byte[] tickets(long instance, String state) {
        return name(kind(TICKET).i64(instance), state).toByteArray();
    }

    public static byte[] tickets(long instance) {
        return kind(TICKET).i64(instance).toByteArray();
    }

    public static long ticketOf(byte[] ticketKey) {
        return new ByteSource(ticketKey, ticketKey.length - 8, 8).i64();
    }

    public static byte[] timer(long instance, String timer, long key) {
        return name(kind(TIMER).i64(instance), timer).i64(key ^ Long.MIN_VALUE).toByteArray();
    }

    public static byte[] timers(long instance) {
        return kind(TIMER).i64(instance).toByteArray();
    }

    /** What falls due, by (deadline, id). */
    public static byte[] due(long deadlineMillis, long id) {
        return kind(DUE).i64(deadlineMillis).i64(id).toByteArray();
    }

    public static byte[] dues() {
        return kind(DUE).toByteArray();
    }

    public static long deadlineOf(byte[] dueKey) {
        return new ByteSource(dueKey, 1, 8).i64();
    }

    /** Bindings of a session sort by (recipe, namespace, instance). */
    public static byte[] bound(SessionId session, Address address) {
        return instancePath(kind(BOUND).i64(session.value()), address).toByteArray();
    }

    public static byte[] bounds(SessionId session) {
        return kind(BOUND).i64(session.value()).toByteArray();
    }

    /** Bindings of all sessions, by session. */
    public static byte[] bounds() {
        return kind(BOUND).toByteArray();
    }

    public static SessionId sessionOfBound(byte[] boundKey) {
        return new SessionId(new ByteSource(boundKey, 1, 8).i64());
    }

    public static Address addressOfBound(byte[] boundKey) {
        return addressAt(boundKey, 9);
    }

    /** A session's end that an instance's failing hook has yet to take. */
    public static byte[] pendingEnd(String recipe, long instance, SessionId session) {
        return name(kind(PENDING_END), recipe)
                .i64(instance)
                .i64(session.value())
                .toByteArray();
    }

    public static byte[] pendingEnds(String recipe, long instance) {
        return name(kind(PENDING_END), recipe).i64(instance).toByteArray();
    }

    public static byte[] pendingEnds(String recipe) {
        return name(kind(PENDING_END), recipe).toByteArray();
    }

    public static SessionId sessionOfPendingEnd(byte[] key) {
        return new SessionId(new ByteSource(key, key.length - 8, 8).i64());
    }

    public static long instanceOfPendingEnd(byte[] key) {
        return new ByteSource(key, key.length - 16, 8).i64();
    }

    public static String recipeOfPendingEnd(byte[] key) {
        return text(key, 1, zeroFrom(key, 1));
    }

    public static byte[] deployment(BundleDigest digest) {
        return kind(DEPLOYMENT).raw(digestBytes(digest)).toByteArray();
    }

    public static byte[] deployments() {
        return kind(DEPLOYMENT).toByteArray();
    }

    public static byte[] active(String recipe) {
        return name(kind(ACTIVE), recipe).toByteArray();
    }

    static String recipeOfActive(byte[] activeKey) {
        return text(activeKey, 1, zeroFrom(activeKey, 1));
    }

    public static byte[] actives() {
        return kind(ACTIVE).toByteArray();
    }

    public static byte[] staging(BundleDigest digest) {
        return kind(STAGING).raw(digestBytes(digest)).toByteArray();
    }

    public static byte[] stagings() {
        return kind(STAGING).toByteArray();
    }

    /** A digest that ends a key of a staging or deployment. */
    public static BundleDigest digestOf(byte[] key) {
        return new BundleDigest(HexFormat.of().formatHex(key, 1, 33));
    }

    public static byte[] chunk(BundleDigest digest, int offset) {
        return kind(CHUNK).raw(digestBytes(digest)).i32(offset).toByteArray();
    }

    public static boolean isChunk(byte[] key) {
        return key[0] == CHUNK;
    }

    public static byte[] chunks(BundleDigest digest) {
        return kind(CHUNK).raw(digestBytes(digest)).toByteArray();
    }

    static ByteSink kind(int kind) {
        return new ByteSink(64).u8(kind);
    }

    static ByteSink name(ByteSink sink, String name) {
        return sink.raw(name.getBytes(StandardCharsets.UTF_8)).u8(0);
    }

    static ByteSink instancePath(ByteSink sink, Address address) {
        return name(name(sink, address.recipe()), address.namespace())
                .raw(address.instance().getBytes(StandardCharsets.UTF_8));
    }

    private static Address addressAt(byte[] key, int from) {
        int recipeEnd = zeroFrom(key, from);
        int namespaceEnd = zeroFrom(key, recipeEnd + 1);
        return new Address(
                text(key, recipeEnd + 1, namespaceEnd),
                text(key, from, recipeEnd),
                text(key, namespaceEnd + 1, key.length));
    }

    static String text(byte[] key, int from, int to) {
        return new String(key, from, to - from, StandardCharsets.UTF_8);
    }

    static int zeroFrom(byte[] key, int from) {
        int at = from;
        while (key[at] != 0) {
            at++;
        }
        return at;
    }

    private static byte[] digestBytes(BundleDigest digest) {
        return HexFormat.of().parseHex(digest.hex());
    }
}
