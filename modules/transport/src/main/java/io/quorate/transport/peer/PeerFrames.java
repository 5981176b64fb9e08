package io.quorate.transport.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.MessageToMessageEncoder;
import io.quorate.codec.CodecException;
import io.quorate.log.PeerCodec;
import java.util.List;
import java.util.zip.CRC32C;

/** Frame form between nodes: length u32 of what follows, crc32c u32 of what follows that, payload. */
final class PeerFrames {
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int CRC_BYTES = Integer.BYTES;

    private PeerFrames() {}

    private static int checksum(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload, 0, payload.length);
        return (int) crc.getValue();
    }

    /** Payloads to bytes. */
    static final class Encoder extends MessageToMessageEncoder<byte[]> {
        Encoder() {
            super(byte[].class);
        }

        @Override
        protected void encode(ChannelHandlerContext context, byte[] payload, List<Object> out) {
            ByteBuf head = context.alloc().buffer(LENGTH_BYTES + CRC_BYTES);
            head.writeInt(CRC_BYTES + payload.length).writeInt(checksum(payload));
            out.add(Unpooled.wrappedBuffer(head, Unpooled.wrappedBuffer(payload)));
        }
    }

    /** Bytes to payloads; nothing behind a frame that does not validate can be read. */
    static final class Decoder extends ByteToMessageDecoder {
        /** Largest first frame, from somebody who may be anybody. */
        private static final int MAX_HELLO_BYTES = 8 * 1024;

        private int maxBytes = MAX_HELLO_BYTES;

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (in.readableBytes() < LENGTH_BYTES) {
                return;
            }
            int length = in.getInt(in.readerIndex());
            if (length < CRC_BYTES || length > maxBytes) {
                throw new CodecException("frame length " + Integer.toUnsignedString(length) + ", allowed are "
                        + CRC_BYTES + " to " + maxBytes + " bytes");
            }
            if (in.readableBytes() < LENGTH_BYTES + length) {
                return;
            }
            int crc = in.skipBytes(LENGTH_BYTES).readInt();
            byte[] payload = new byte[length - CRC_BYTES];
            in.readBytes(payload);
            if (crc != checksum(payload)) {
                throw new CodecException("frame checksum does not match: the bytes were changed on their way");
            }
            maxBytes = CRC_BYTES + PeerCodec.MAX_BYTES;
            out.add(payload);
        }
    }
}
