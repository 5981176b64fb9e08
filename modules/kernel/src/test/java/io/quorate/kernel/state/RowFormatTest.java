package io.quorate.kernel.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.CodecException;
import io.quorate.kernel.Address;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.CallResult;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RowFormatTest {
    private static final SessionId SESSION = SessionId.of(1, 7);
    private static final Address ADDRESS = new Address("default", "lock", "jobs/nightly");
    private static final byte[] BYTES = {1, 2, 3};

    private static Map<String, byte[]> rows() {
        Map<String, byte[]> rows = new TreeMap<>();
        rows.put("kernel", new KernelRow(1, 99, 1_234, 1_700_000_000_000L, 1, 5, 6, 2, 300, -4).encode());
        rows.put(
                "session",
                new SessionRow(false, 10_000, new byte[32], 3, 8, 2, 1, 40, 1_700_000_000_000L, "a", "local").encode());
        ResultRow.Origin origin = new ResultRow.Origin("default", "lock", "jobs/nightly", "acquire");
        rows.put(
                "result",
                new ResultRow(42, Optional.of(origin), Optional.empty(), Optional.of(CallResult.ok(9, BYTES)))
                        .encode());
        rows.put(
                "parked",
                new ResultRow(
                                42,
                                Optional.of(origin),
                                Optional.of(new ResultRow.Parked(5, "waiting", 9)),
                                Optional.empty())
                        .encode());
        rows.put("instance", new InstanceRow(5, 1, 2, "").encode());
        rows.put("ticket", new WaitingRow(SESSION, 8, 100, 200, 6, BYTES).encode());
        rows.put("timer", new TimerRow(200, 6, BYTES).encode());
        rows.put("due-timer", new DueRow.TimerDue(ADDRESS, 5, "expire", -1).encode());
        rows.put("due-wait", new DueRow.WaitDue(ADDRESS, 5, "waiting", 9).encode());
        rows.put("due-tombstone", new DueRow.TombstoneDue(SESSION).encode());
        rows.put("body-query", new BodyQuery(ADDRESS, 1, "read", BYTES).encode());
        rows.put("tombstone", StateRows.TOMBSTONE.encode(new Tombstone(new byte[32], 8, "closed")));
        rows.put("staging", StateRows.STAGING.encode(new Staging(100, 50, SESSION.value())));
        rows.put(
                "deployment",
                StateRows.DEPLOYMENT.encode(Deployment.staged(100, Optional.empty(), 9, SESSION.value(), 8)));
        rows.put("members", StateRows.MEMBERS.encode(new Members(List.of(1, 2, 3), List.of(4))));
        rows.put("key-members", Keys.members());
        rows.put("members-plan", StateRows.MEMBERS_PLAN.encode(new MembersPlan(List.of(1, 2), SESSION.value(), 8)));
        rows.put("key-members-plan", Keys.membersPlan());
        rows.put(
                "peer-addresses",
                StateRows.PEER_ADDRESSES.encode(new PeerAddresses(new TreeMap<>(Map.of("4", "10.0.0.4:7421")))));
        rows.put("key-peer-addresses", Keys.peerAddresses());
        rows.put(
                "member-directories",
                StateRows.MEMBER_DIRECTORIES.encode(new MemberDirectories(new TreeMap<>(Map.of("2", "7d9f0ab2")))));
        rows.put("key-member-directories", Keys.memberDirectories());
        rows.put("readmission", StateRows.READMISSION.encode(new Readmission(2, "7d9f0ab2")));
        rows.put("key-readmission", Keys.readmission());
        rows.put(
                "configuration",
                new ConfigurationRow(3, new TreeMap<>(Map.of("session.max-ttl", 60_000L, "value.max-size", 4_096L)))
                        .encode());
        rows.put("key-configuration", Keys.configuration());
        rows.put(
                "trusted-keys",
                StateRows.TRUSTED_KEYS.encode(new TrustedKeys(new TreeMap<>(Map.of(
                        "author", new TrustedKeys.Trusted(HexFormat.of().parseHex("07".repeat(32)), 9))))));
        rows.put("key-trusted-keys", Keys.trustedKeys());
        rows.put(
                "trusted-digests",
                StateRows.TRUSTED_DIGESTS.encode(
                        new TrustedDigests(true, List.of(BundleDigest.of(BYTES).hex()))));
        rows.put("key-trusted-digests", Keys.trustedDigests());
        rows.put("namespace", new NamespaceRow(1_048_576, 9, 300, Optional.empty()).encode());
        rows.put(
                "namespace-deleted",
                new NamespaceRow(0, 9, 300, Optional.of(new NamespaceRow.Deletion(SESSION.value(), 8, BYTES)))
                        .encode());
        rows.put("key-namespace", Keys.namespace("team-a"));
        rows.put("hash-check", StateRows.HASH_CHECK.encode(new HashCheck(new TreeMap<>(Map.of("1", -5L)))));
        rows.put("key-hash-check", Keys.hashCheck(1_024));
        rows.put(
                "check",
                StateRows.CHECK.encode(Check.begin(9, SESSION.value(), 8)
                        .reported(2, new Check.Report(100, List.of(new Check.RangeSum(3, -7)), ""))));
        rows.put("key-check", Keys.check());
        rows.put("former-clusters", StateRows.FORMER_CLUSTERS.encode(new FormerClusters(List.of("prod"))));
        rows.put("key-former-clusters", Keys.formerClusters());
        BundleDigest digest = BundleDigest.of(BYTES);
        rows.put("key-session", Keys.session(SESSION));
        rows.put("key-result", Keys.result(SESSION, 8));
        rows.put("key-instance", Keys.instance(ADDRESS));
        rows.put("key-row", Keys.row(5, "holder", BYTES));
        rows.put("key-ticket", Keys.ticket(5, "waiting", 9));
        rows.put("key-timer", Keys.timer(5, "expire", -1));
        rows.put("key-due", Keys.due(200, 6));
        rows.put("key-bound", Keys.bound(SESSION, ADDRESS));
        rows.put("key-pending-end", Keys.pendingEnd("lock", 5, SESSION));
        rows.put("key-deployment", Keys.deployment(digest));
        rows.put("key-active", Keys.active("lock"));
        rows.put(
                "bundle-change",
                StateRows.BUNDLE_CHANGE.encode(
                        new BundleChange(BundleChange.Kind.DEPLOYED, "lock", "1.0", digest.hex(), 7, "cli", "")));
        rows.put("key-bundle-change", Keys.bundleChange(9));
        rows.put("key-bootstrapped", Keys.bootstrapped());
        rows.put("bound", new BoundRow(5).encode());
        SystemCommand.BackupSource source = new SystemCommand.BackupSource("c-1", 1, 99, 1_234);
        rows.put(
                "restore",
                StateRows.RESTORE.encode(Restore.begun(
                                9,
                                SESSION.value(),
                                new SystemCommand.BeginRestore(source, Optional.of("default"), 3, 1_000, digest.hex()))
                        .with(new Restore.Received(
                                2, 20, new byte[32], new byte[32], BYTES, 3, 4, new TreeMap<>(Map.of("default", 7L))))
                        .switchingTo(new Restore.Target(4, 100, 5))));
        rows.put("key-restore", RestoreKeys.restore());
        rows.put(
                "last-restore",
                StateRows.LAST_RESTORE.encode(
                        new LastRestore(9, 4, 100, Optional.empty(), 4, source, 1_700_000_000_000L, 3, 5)));
        rows.put("key-last-restore", RestoreKeys.lastRestore());
        rows.put("restored-instance", new RestoredInstance(ADDRESS, new InstanceRow(8, 1, 0, "")).encode());
        rows.put("key-restored-instance", RestoreKeys.restoredInstance(5));
        rows.put("key-restored-hold", RestoreKeys.restoredHold(SESSION, ADDRESS));
        rows.put("key-restored-setting", RestoreKeys.restoredSetting(Keys.configuration()));
        rows.put("key-doomed", RestoreKeys.doomed(5));
        rows.put("key-chunk", Keys.chunk(digest, 131_072));
        return rows;
    }

    @Test
    void keepsItsFormat() throws IOException {
        String golden;
        try (InputStream in = RowFormatTest.class.getResourceAsStream("/golden/rows-format-1.txt")) {
            golden = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        String now = rows().entrySet().stream()
                .map(row -> row.getKey() + " " + HexFormat.of().formatHex(row.getValue()))
                .collect(Collectors.joining("\n", "", "\n"));
        assertEquals(golden, now);
    }

    @Test
    void readsBackWhatItWrote() {
        Map<String, byte[]> rows = rows();
        assertEquals(99, KernelRow.decode(rows.get("kernel")).revision());
        assertEquals(8, SessionRow.decode(rows.get("session")).lastSequence());
        assertEquals(
                9, ResultRow.decode(rows.get("parked")).parked().orElseThrow().ticket());
        assertEquals(
                9, ResultRow.decode(rows.get("result")).result().orElseThrow().revision());
        assertEquals(5, InstanceRow.decode(rows.get("instance")).id());
        assertEquals(SESSION, WaitingRow.decode(rows.get("ticket")).session());
        assertEquals(6, TimerRow.decode(rows.get("timer")).due());
        assertEquals(new DueRow.TimerDue(ADDRESS, 5, "expire", -1), DueRow.decode(rows.get("due-timer")));
        assertEquals(new DueRow.WaitDue(ADDRESS, 5, "waiting", 9), DueRow.decode(rows.get("due-wait")));
        assertEquals(new DueRow.TombstoneDue(SESSION), DueRow.decode(rows.get("due-tombstone")));
        assertEquals(
                60_000,
                ConfigurationRow.decode(rows.get("configuration")).values().get("session.max-ttl"));
        assertEquals(1_048_576, NamespaceRow.decode(rows.get("namespace")).quotaBytes());
        assertEquals(
                8,
                NamespaceRow.decode(rows.get("namespace-deleted"))
                        .deletion()
                        .orElseThrow()
                        .sequence());
        assertEquals("team-a", Keys.nameOfNamespace(rows.get("key-namespace")));
        assertEquals(BYTES.length, Keys.ownBytesOf(rows.get("key-row")));
        assertEquals(ADDRESS, BodyQuery.decode(rows.get("body-query")).address());
        assertEquals(ADDRESS, Keys.addressOfInstance(rows.get("key-instance")));
        assertEquals(ADDRESS, Keys.addressOfBound(rows.get("key-bound")));
        assertEquals(5, BoundRow.decode(rows.get("bound")).instance());
        assertEquals(0, BoundRow.decode(new byte[] {1}).instance(), "the first format names no instance");
        assertEquals(
                new RestoredInstance(ADDRESS, new InstanceRow(8, 1, 0, "")),
                RestoredInstance.decode(rows.get("restored-instance")));
        assertEquals(ADDRESS, Keys.addressOfBound(rows.get("key-restored-hold")));
        assertEquals(SESSION, Keys.sessionOfBound(rows.get("key-restored-hold")));
        assertEquals(
                Restore.Phase.SWITCHING,
                StateRows.RESTORE.decode(rows.get("restore")).phase());
        assertEquals(4, StateRows.LAST_RESTORE.decode(rows.get("last-restore")).wholeEpoch());
    }

    @Test
    void refusesANewerFormatAndNamesBoth() {
        byte[] newer = rows().get("session");
        newer[0] = 2;
        String message = assertThrows(CodecException.class, () -> SessionRow.decode(newer))
                .getMessage();
        assertTrue(message.startsWith("session row has format 2, this version reads up to 1"), message);
    }

    @Test
    void theLongestKeyFitsIntoEveryStore() {
        Address longest = new Address("n".repeat(48), "r".repeat(32), "i".repeat(400));
        assertTrue(Keys.bound(SESSION, longest).length <= io.quorate.storage.StateStore.MAX_KEY_BYTES);
        assertTrue(RestoreKeys.restoredHold(SESSION, longest).length <= io.quorate.storage.StateStore.MAX_KEY_BYTES);
        assertTrue(Keys.row(1, "s".repeat(32), new byte[400]).length <= io.quorate.storage.StateStore.MAX_KEY_BYTES);
    }
}
