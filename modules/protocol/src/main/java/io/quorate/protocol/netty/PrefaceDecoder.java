package io.quorate.protocol.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.quorate.protocol.Frames;
import io.quorate.protocol.ProtocolLimits;
import java.util.List;

/**
 * Stands before the {@link FrameDecoder} of a server, checks how the connection begins and then takes itself out. Other
 * bytes go down the pipeline as a {@link io.netty.handler.codec.DecoderException} with a
 * {@link io.quorate.codec.CodecException} as cause. One per connection.
 */
public final class PrefaceDecoder extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < ProtocolLimits.PREFACE_BYTES) {
            return;
        }
        byte[] received = new byte[ProtocolLimits.PREFACE_BYTES];
        in.readBytes(received);
        Frames.checkPreface(received);
        context.pipeline().remove(this);
    }
}
