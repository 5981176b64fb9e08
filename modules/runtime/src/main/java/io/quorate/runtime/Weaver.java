package io.quorate.runtime;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ANEWARRAY;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.NEWARRAY;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.SWAP;

import io.quorate.runtime.gas.Gas;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Makes one method count its steps with {@link Gas}. The counter and the call depth at entry are kept in two locals behind
 * the method's own; stack map frames are extended by hand, so that no class is loaded to compute them.
 */
final class Weaver {
    private static final String GAS = Type.getInternalName(Gas.class);
    private static final String GAS_DESCRIPTOR = Type.getDescriptor(Gas.class);
    private static final String OF_OBJECT = "(Ljava/lang/Object;)V";

    private final MethodNode method;
    private final InsnList code;
    private final int gasLocal;
    private final int depthLocal;
    private final CodeWeights weights;

    private Weaver(MethodNode method) {
        this.method = method;
        this.code = method.instructions;
        this.gasLocal = method.maxLocals;
        this.depthLocal = method.maxLocals + 1;
        this.weights = new CodeWeights(method);
    }

    /** Bytes of the class with counting in every method; the node is changed. */
    static byte[] weave(ClassNode type) {
        for (MethodNode method : type.methods) {
            if (method.instructions.size() > 0) {
                new Weaver(method).weave();
            }
        }
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return writer.toByteArray();
    }

    private void weave() {
        chargeInstructions();
        Set<LabelNode> handlers = new LinkedHashSet<>();
        method.tryCatchBlocks.forEach(block -> handlers.add(block.handler));
        handlers.forEach(this::guard);
        extendFrames();
        code.insert(list(
                new MethodInsnNode(INVOKESTATIC, GAS, "current", "()" + GAS_DESCRIPTOR, false),
                new InsnNode(DUP),
                new VarInsnNode(ASTORE, gasLocal),
                new LdcInsnNode(weights.ofMethod()),
                gas("enter", "(I)I"),
                new VarInsnNode(ISTORE, depthLocal)));
        method.maxLocals += 2;
    }

    private void chargeInstructions() {
        for (AbstractInsnNode instruction : code.toArray()) {
            int opcode = instruction.getOpcode();
            int back = weights.ofBackwardJump(instruction);
            if (back > 0) {
                code.insertBefore(instruction, list(loadGas(), new LdcInsnNode(back), gas("tick", "(I)V")));
            } else if (opcode >= IRETURN && opcode <= RETURN) {
                code.insertBefore(instruction, list(loadGas(), loadDepth(), gas("leave", "(I)V")));
            } else if (opcode == NEWARRAY || opcode == ANEWARRAY) {
                code.insertBefore(instruction, chargeTop("allocate", "(I)V"));
            } else if (instruction instanceof MethodInsnNode call) {
                charge(call);
            } else if (instruction instanceof InvokeDynamicInsnNode dynamic) {
                charge(dynamic);
            }
        }
    }

    /** The arguments wait in locals of their own meanwhile, which no frame needs to know. */
    private void charge(MethodInsnNode call) {
        Set<Price> prices = Price.of(call.owner, call.name, call.desc);
        Type[] arguments = Type.getArgumentTypes(call.desc);
        int[] locals = new int[arguments.length];
        InsnList before = new InsnList();
        int next = depthLocal + 1;
        for (int i = arguments.length - 1; i >= 0; i--) {
            locals[i] = next;
            before.add(new VarInsnNode(arguments[i].getOpcode(ISTORE), next));
            next += arguments[i].getSize();
        }
        int unchanged = before.size();
        for (Price price : prices) {
            switch (price) {
                case COUNT -> before.add(charge(ILOAD, locals[arguments.length - 1], "allocate", "(I)V"));
                case ARGUMENTS -> {
                    for (int i = 0; i < arguments.length; i++) {
                        if (Price.isSized(arguments[i])) {
                            before.add(charge(ALOAD, locals[i], "pass", OF_OBJECT));
                        }
                    }
                }
                case RECEIVER -> before.add(chargeTop("pass", OF_OBJECT));
                case COMPARED ->
                    before.add(
                            call.getOpcode() == INVOKESTATIC
                                    ? charge(ALOAD, locals[0], "compare", OF_OBJECT)
                                    : chargeTop("compare", OF_OBJECT));
                case KEY -> before.add(charge(ALOAD, locals[0], "compare", OF_OBJECT));
                case SEARCHED ->
                    before.add(list(
                            new InsnNode(DUP),
                            loadGas(),
                            new InsnNode(SWAP),
                            new VarInsnNode(ALOAD, locals[0]),
                            gas("search", "(Ljava/lang/Object;Ljava/lang/Object;)V")));
                case TRACE -> before.add(list(loadGas(), gas("trace", "()V")));
                case RESULT -> code.insert(call, chargeTop("pass", OF_OBJECT));
            }
        }
        if (before.size() > unchanged) {
            for (int i = 0; i < arguments.length; i++) {
                before.add(new VarInsnNode(arguments[i].getOpcode(ILOAD), locals[i]));
            }
            code.insertBefore(call, before);
        }
    }

    /** The JDK compares a record's components, unless it is in a class of the bundle, by itself. */
    private void charge(InvokeDynamicInsnNode dynamic) {
        if (Price.isText(dynamic)) {
            code.insert(dynamic, chargeTop("pass", OF_OBJECT));
        } else if (Price.isOfRecord(dynamic) && dynamic.name.equals("equals")) {
            for (Object part : dynamic.bsmArgs) {
                if (part instanceof Handle getter && getter.getDesc().startsWith("L")) {
                    code.insertBefore(
                            dynamic,
                            list(
                                    loadGas(),
                                    new VarInsnNode(ALOAD, 0),
                                    new FieldInsnNode(GETFIELD, getter.getOwner(), getter.getName(), getter.getDesc()),
                                    gas("compare", OF_OBJECT)));
                }
            }
        }
    }

    /** Lets what is not the recipe's to catch go on, restores the depth, counts; outside of every try range. */
    private void guard(LabelNode handler) {
        int steps = weights.ofHandler(handler);
        AbstractInsnNode at = handler;
        while (isMarker(at.getNext())) {
            at = at.getNext();
        }
        LabelNode after = new LabelNode();
        code.insert(
                at,
                list(
                        new InsnNode(DUP),
                        loadGas(),
                        new InsnNode(SWAP),
                        loadDepth(),
                        new LdcInsnNode(steps),
                        gas("caught", "(Ljava/lang/Throwable;II)V"),
                        after));
        int from = code.indexOf(handler);
        int to = code.indexOf(after);
        List<TryCatchBlockNode> kept = new ArrayList<>();
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            int start = code.indexOf(block.start);
            int end = code.indexOf(block.end);
            if (start >= to || end <= from) {
                kept.add(block);
                continue;
            }
            if (start < from) {
                kept.add(new TryCatchBlockNode(block.start, handler, block.handler, block.type));
            }
            if (end > to) {
                kept.add(new TryCatchBlockNode(after, block.end, block.handler, block.type));
            }
        }
        method.tryCatchBlocks = kept;
    }

    private static boolean isMarker(AbstractInsnNode node) {
        return node instanceof FrameNode || node instanceof LineNumberNode || node instanceof LabelNode;
    }

    /** The new locals are set at every place that a frame describes. */
    private void extendFrames() {
        for (AbstractInsnNode instruction : code) {
            if (instruction instanceof FrameNode frame) {
                List<Object> locals = frame.local == null ? new ArrayList<>() : new ArrayList<>(frame.local);
                int slots = 0;
                for (Object local : locals) {
                    slots += Opcodes.LONG.equals(local) || Opcodes.DOUBLE.equals(local) ? 2 : 1;
                }
                for (; slots < gasLocal; slots++) {
                    locals.add(Opcodes.TOP);
                }
                locals.add(GAS);
                locals.add(Opcodes.INTEGER);
                frame.local = locals;
            }
        }
    }

    private InsnList chargeTop(String gasMethod, String descriptor) {
        return list(new InsnNode(DUP), loadGas(), new InsnNode(SWAP), gas(gasMethod, descriptor));
    }

    private InsnList charge(int load, int local, String gasMethod, String descriptor) {
        return list(loadGas(), new VarInsnNode(load, local), gas(gasMethod, descriptor));
    }

    private AbstractInsnNode loadGas() {
        return new VarInsnNode(ALOAD, gasLocal);
    }

    private AbstractInsnNode loadDepth() {
        return new VarInsnNode(ILOAD, depthLocal);
    }

    private static AbstractInsnNode gas(String name, String descriptor) {
        return new MethodInsnNode(INVOKEVIRTUAL, GAS, name, descriptor, false);
    }

    private static InsnList list(AbstractInsnNode... instructions) {
        InsnList list = new InsnList();
        for (AbstractInsnNode instruction : instructions) {
            list.add(instruction);
        }
        return list;
    }
}
