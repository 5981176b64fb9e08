package io.quorate.protocol.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageEncoder;
import io.quorate.protocol.Frames;
import io.quorate.protocol.Message;
import java.util.List;

/** {@link Message} to bytes; everything else passes. A message too large for a frame fails its write alone. */
public final class FrameEncoder extends MessageToMessageEncoder<Message> {
    public FrameEncoder() {
        super(Message.class);
    }

    @Override
    protected void encode(ChannelHandlerContext context, Message message, List<Object> out) {
        ByteBuf frame = Unpooled.wrappedBuffer(Frames.encode(message));
        out.add(frame);
    }
}
