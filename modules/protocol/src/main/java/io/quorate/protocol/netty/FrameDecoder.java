package io.quorate.protocol.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.quorate.codec.CodecException;
import io.quorate.protocol.Frames;
import io.quorate.protocol.ProtocolLimits;
import java.util.List;

/**
 * Bytes to {@link io.quorate.protocol.Message}. A frame that cannot be read goes down the pipeline as a
 * {@link io.netty.handler.codec.DecoderException} whose cause is the {@link io.quorate.codec.CodecException}; nothing
 * behind it can be read, so the connection must be closed. One per connection.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
    private static final int LENGTH_BYTES = Integer.BYTES;

    /** Largest first frame that a server takes, in bytes: a hello with its longest names and credential fits. */
    private static final int MAX_HELLO_BYTES = 16 * 1024;

    private int maxBytes;

    private FrameDecoder(int maxFirstBytes) {
        this.maxBytes = maxFirstBytes;
    }

    /** For frames from a server. */
    public static FrameDecoder ofClient() {
        return new FrameDecoder(ProtocolLimits.MAX_FRAME_BYTES);
    }

    /** For frames from a client, who is nobody before its hello and gets little memory. */
    public static FrameDecoder ofServer() {
        return new FrameDecoder(MAX_HELLO_BYTES);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < LENGTH_BYTES) {
            return;
        }
        int length = Frames.checkLength(in.getInt(in.readerIndex()));
        if (length > maxBytes) {
            throw new CodecException(
                    "first frame of " + length + " bytes, allowed are " + maxBytes + " before the hello is answered");
        }
        if (in.readableBytes() < LENGTH_BYTES + length) {
            return;
        }
        byte[] frame = new byte[length];
        in.skipBytes(LENGTH_BYTES).readBytes(frame);
        out.add(Frames.decode(frame));
        maxBytes = ProtocolLimits.MAX_FRAME_BYTES;
    }
}
