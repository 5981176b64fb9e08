package io.quorate.kernel.entry;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import io.quorate.kernel.Address;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.state.KernelRow;
import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.List;

/** Binary form of a {@link Batch}: flat, versioned; the log adds the checksum. */
public final class BatchCodec {
    private static final int FORMAT = 1;
    private static final int MAX_PROPOSALS = 65_536;
    private static final int MAX_TEXT_BYTES = 64 * 1024;
    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;
    private static final int HASH_BYTES = 32;

    private static final int OPEN_SESSION = 1;
    private static final int ATTACH_SESSION = 2;
    private static final int END_SESSION = 3;
    private static final int END_STEP = 4;
    private static final int CALL = 5;
    private static final int SKIP = 6;
    private static final int CANCEL = 7;
    private static final int ACKS = 8;
    private static final int TICK = 9;
    private static final int READY = 10;
    private static final int ACTIVATE = 11;
    private static final int FAIL_MEMBERS_PLAN = 12;
    private static final int HASH_REPORT = 13;
    private static final int BEGIN_CHECK = 16;
    private static final int CHECK_ROUND = 17;
    private static final int CHECK_REPORT = 18;
    private static final int END_CHECK = 19;
    private static final int NAMESPACE_STEP = 14;
    private static final int RESTORE_STEP = 15;
    private static final int BEGIN_ANEW = 20;
    private static final int MET = 21;

    private BatchCodec() {}

    public static byte[] encode(Batch batch) {
        ByteSink out = new ByteSink(64 + 96 * batch.proposals().size());
        out.u8(FORMAT)
                .varint(batch.epoch())
                .varint(batch.kernelLevel())
                .varint(batch.logTimeMillis())
                .varint(batch.calendarMillis())
                .varint(batch.proposals().size());
        for (Proposal proposal : batch.proposals()) {
            write(out, proposal);
        }
        return out.toByteArray();
    }

    public static Batch decode(byte[] payload) {
        ByteSource in = new ByteSource(payload);
        int format = in.u8();
        if (format != FORMAT) {
            throw new CodecException("batch has format " + format + ", this version reads " + FORMAT);
        }
        int epoch = intOf(in);
        int kernelLevel = intOf(in);
        // Before what only a version of that level can read.
        KernelRow.requireLevel(kernelLevel, "the batch");
        long logTime = in.varint();
        long calendar = in.varint();
        long count = in.varint();
        if (count > MAX_PROPOSALS) {
            throw new CodecException("batch of " + count + " proposals, allowed are " + MAX_PROPOSALS);
        }
        List<Proposal> proposals = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            proposals.add(read(in));
        }
        in.expectEnd();
        return new Batch(epoch, kernelLevel, logTime, calendar, proposals);
    }

    private static void write(ByteSink out, Proposal proposal) {
        if (proposal instanceof Proposal.Call call) {
            out.u8(CALL).varint(call.session().value()).varint(call.sequence());
            writeAddress(out, call.address());
            out.varint(call.contract()).text(call.command()).bytes(call.body());
            writeLongs(out, call.acks());
        } else if (proposal instanceof Proposal.Acks acks) {
            writeLongs(out.u8(ACKS).varint(acks.session().value()), acks.sequences());
        } else if (proposal instanceof Proposal.OpenSession open) {
            out.u8(OPEN_SESSION)
                    .varint(open.ttlMillis())
                    .raw(open.secretHash())
                    .text(open.label())
                    .text(open.principal());
        } else if (proposal instanceof Proposal.AttachSession attach) {
            out.u8(ATTACH_SESSION).varint(attach.session().value()).varint(attach.incarnation());
        } else if (proposal instanceof Proposal.EndSession end) {
            out.u8(END_SESSION).varint(end.session().value()).text(end.reason());
        } else if (proposal instanceof Proposal.EndStep step) {
            out.u8(END_STEP).varint(step.session().value());
        } else if (proposal instanceof Proposal.Skip skip) {
            out.u8(SKIP).varint(skip.session().value()).varint(skip.sequence());
        } else if (proposal instanceof Proposal.Cancel cancel) {
            out.u8(CANCEL).varint(cancel.session().value()).varint(cancel.sequence());
        } else if (proposal instanceof Proposal.Tick) {
            out.u8(TICK);
        } else if (proposal instanceof Proposal.Ready ready) {
            out.u8(READY)
                    .text(ready.digest().hex())
                    .varint(ready.node())
                    .text(ready.fingerprint())
                    .text(ready.recipe())
                    .text(ready.version())
                    .varint(ready.stateVersion())
                    .varint(ready.contract())
                    .text(ready.refusal());
        } else if (proposal instanceof Proposal.HashReport report) {
            out.u8(HASH_REPORT).varint(report.node()).varint(report.index()).i64(report.chain());
        } else if (proposal instanceof Proposal.BeginCheck) {
            out.u8(BEGIN_CHECK);
        } else if (proposal instanceof Proposal.CheckRound round) {
            out.u8(CHECK_ROUND).varint(round.check()).varint(round.round());
            CheckCodec.writeRanges(out, round.ranges());
        } else if (proposal instanceof Proposal.CheckReport report) {
            out.u8(CHECK_REPORT).varint(report.check()).varint(report.round()).varint(report.node());
            CheckCodec.writeReport(out, report.found());
        } else if (proposal instanceof Proposal.EndCheck end) {
            out.u8(END_CHECK).varint(end.check()).varint(end.round());
            CheckCodec.writeTexts(out, end.places());
        } else if (proposal instanceof Proposal.RestoreStep step) {
            out.u8(RESTORE_STEP).varint(step.restore());
        } else if (proposal instanceof Proposal.BeginAnew anew) {
            out.u8(BEGIN_ANEW).varint(anew.node()).text(anew.formerCluster()).varint(anew.epochAbove());
        } else if (proposal instanceof Proposal.FailMembersPlan failure) {
            out.u8(FAIL_MEMBERS_PLAN)
                    .varint(failure.session().value())
                    .varint(failure.sequence())
                    .text(failure.reason());
        } else if (proposal instanceof Proposal.Met met) {
            out.u8(MET).varint(met.node()).text(met.directory());
        } else if (proposal instanceof Proposal.NamespaceStep step) {
            out.u8(NAMESPACE_STEP).text(step.namespace());
        } else if (proposal instanceof Proposal.Activate activate) {
            out.u8(ACTIVATE).text(activate.digest().hex());
        }
    }

    private static Proposal read(ByteSource in) {
        int type = in.u8();
        return switch (type) {
            case CALL ->
                new Proposal.Call(
                        session(in),
                        in.varint(),
                        readAddress(in),
                        intOf(in),
                        in.text(MAX_TEXT_BYTES),
                        in.bytes(MAX_BODY_BYTES),
                        readLongs(in));
            case ACKS -> new Proposal.Acks(session(in), readLongs(in));
            case OPEN_SESSION ->
                new Proposal.OpenSession(
                        in.varint(), in.raw(HASH_BYTES), in.text(MAX_TEXT_BYTES), in.text(MAX_TEXT_BYTES));
            case ATTACH_SESSION -> new Proposal.AttachSession(session(in), intOf(in));
            case END_SESSION -> new Proposal.EndSession(session(in), in.text(MAX_TEXT_BYTES));
            case END_STEP -> new Proposal.EndStep(session(in));
            case SKIP -> new Proposal.Skip(session(in), in.varint());
            case CANCEL -> new Proposal.Cancel(session(in), in.varint());
            case TICK -> new Proposal.Tick();
            case READY ->
                new Proposal.Ready(
                        new BundleDigest(in.text(MAX_TEXT_BYTES)),
                        intOf(in),
                        in.text(MAX_TEXT_BYTES),
                        in.text(MAX_TEXT_BYTES),
                        in.text(MAX_TEXT_BYTES),
                        intOf(in),
                        intOf(in),
                        in.text(MAX_TEXT_BYTES));
            case HASH_REPORT -> new Proposal.HashReport(intOf(in), in.varint(), in.i64());
            case BEGIN_CHECK -> new Proposal.BeginCheck();
            case CHECK_ROUND -> new Proposal.CheckRound(in.varint(), intOf(in), CheckCodec.readRanges(in));
            case CHECK_REPORT -> new Proposal.CheckReport(in.varint(), intOf(in), intOf(in), CheckCodec.readReport(in));
            case END_CHECK -> new Proposal.EndCheck(in.varint(), intOf(in), CheckCodec.readTexts(in));
            case RESTORE_STEP -> new Proposal.RestoreStep(in.varint());
            case BEGIN_ANEW -> new Proposal.BeginAnew(intOf(in), in.text(MAX_TEXT_BYTES), intOf(in));
            case FAIL_MEMBERS_PLAN -> new Proposal.FailMembersPlan(session(in), in.varint(), in.text(MAX_TEXT_BYTES));
            case MET -> new Proposal.Met(intOf(in), in.text(MAX_TEXT_BYTES));
            case NAMESPACE_STEP -> new Proposal.NamespaceStep(in.text(MAX_TEXT_BYTES));
            case ACTIVATE -> new Proposal.Activate(new BundleDigest(in.text(MAX_TEXT_BYTES)));
            default -> throw new CodecException("proposal type " + type + " is unknown to this version");
        };
    }

    private static SessionId session(ByteSource in) {
        return new SessionId(in.varint());
    }

    private static int intOf(ByteSource in) {
        return Math.toIntExact(in.varint());
    }

    private static void writeAddress(ByteSink out, Address address) {
        out.text(address.namespace()).text(address.recipe()).text(address.instance());
    }

    private static Address readAddress(ByteSource in) {
        return new Address(in.text(MAX_TEXT_BYTES), in.text(MAX_TEXT_BYTES), in.text(MAX_TEXT_BYTES));
    }

    private static void writeLongs(ByteSink out, List<Long> values) {
        out.varint(values.size());
        for (long value : values) {
            out.varint(value);
        }
    }

    private static List<Long> readLongs(ByteSource in) {
        int count = intOf(in);
        if (count > in.remaining()) {
            throw new CodecException(count + " numbers announced, " + in.remaining() + " bytes left");
        }
        List<Long> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(in.varint());
        }
        return values;
    }
}
