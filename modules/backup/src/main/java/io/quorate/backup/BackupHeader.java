package io.quorate.backup;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;

/**
 * Of what a backup is.
 *
 * @param created ISO-8601 instant, by the clock of whoever wrote the file
 * @param software version that wrote the file
 * @param node that gave the state
 * @param epoch restore epoch
 * @param index entry up to which the state is applied, of this term
 * @param revision of the last command in it
 * @param kernelLevel of the apply rules in force
 * @param namespace empty when it is of the whole cluster
 */
public record BackupHeader(
        String created,
        String software,
        String clusterId,
        int node,
        int epoch,
        long index,
        long term,
        long revision,
        int kernelLevel,
        long logTimeMillis,
        String namespace) {
    private static final int MAX_TEXT_BYTES = 1_024;

    public boolean isWhole() {
        return namespace.isEmpty();
    }

    byte[] encode() {
        return new ByteSink(256)
                .text(created)
                .text(software)
                .text(clusterId)
                .varint(node)
                .varint(epoch)
                .varint(index)
                .varint(term)
                .varint(revision)
                .varint(kernelLevel)
                .varint(logTimeMillis)
                .text(namespace)
                .toByteArray();
    }

    static BackupHeader decode(byte[] fields) {
        ByteSource in = new ByteSource(fields);
        BackupHeader header = new BackupHeader(
                in.text(MAX_TEXT_BYTES),
                in.text(MAX_TEXT_BYTES),
                in.text(MAX_TEXT_BYTES),
                (int) in.varint(),
                (int) in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                (int) in.varint(),
                in.varint(),
                in.text(MAX_TEXT_BYTES));
        in.expectEnd();
        return header;
    }
}
