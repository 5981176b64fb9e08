package io.quorate.kernel.state;

import io.quorate.codec.RecordCodec;

/** Codecs of the rows that change seldom. */
public final class StateRows {
    static {
        // The codec reads records by reflection, and this package is not exported.
        Module kernel = StateRows.class.getModule();
        kernel.addOpens(StateRows.class.getPackageName(), RecordCodec.class.getModule());
    }

    public static final RecordCodec<Deployment> DEPLOYMENT = RecordCodec.of(Deployment.class);
    public static final RecordCodec<BundleChange> BUNDLE_CHANGE = RecordCodec.of(BundleChange.class);
    public static final RecordCodec<Staging> STAGING = RecordCodec.of(Staging.class);
    public static final RecordCodec<Tombstone> TOMBSTONE = RecordCodec.of(Tombstone.class);

    public static final RecordCodec<Members> MEMBERS = RecordCodec.of(Members.class);

    public static final RecordCodec<MembersPlan> MEMBERS_PLAN = RecordCodec.of(MembersPlan.class);
    public static final RecordCodec<MemberDirectories> MEMBER_DIRECTORIES = RecordCodec.of(MemberDirectories.class);
    public static final RecordCodec<Readmission> READMISSION = RecordCodec.of(Readmission.class);
    public static final RecordCodec<PeerAddresses> PEER_ADDRESSES = RecordCodec.of(PeerAddresses.class);

    public static final RecordCodec<HashCheck> HASH_CHECK = RecordCodec.of(HashCheck.class);

    public static final RecordCodec<TrustedKeys> TRUSTED_KEYS = RecordCodec.of(TrustedKeys.class);
    public static final RecordCodec<TrustedDigests> TRUSTED_DIGESTS = RecordCodec.of(TrustedDigests.class);

    public static final RecordCodec<Check> CHECK = RecordCodec.of(Check.class);
    public static final RecordCodec<Restore> RESTORE = RecordCodec.of(Restore.class);
    public static final RecordCodec<LastRestore> LAST_RESTORE = RecordCodec.of(LastRestore.class);
    public static final RecordCodec<FormerClusters> FORMER_CLUSTERS = RecordCodec.of(FormerClusters.class);

    private StateRows() {}
}
