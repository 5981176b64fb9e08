package io.quorate.kernel.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.codec.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeChangeTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            A{n: int64}                 ; A{n: int64}                    ; true  ; true
            A{n: int64}                 ; B{n: int64}                    ; true  ; true
            A{n: int64}                 ; A{n: int64, m: int64}          ; true  ; true
            A{n: int64}                 ; A{n: int64, m: B{k: text}}     ; false ; true
            A{n: int64}                 ; A{n: int64, m: B{k: text}?}    ; true  ; true
            A{n: int64}                 ; A{n: int64, m: choice(X)}      ; false ; true
            A{n: int64}                 ; A{n: int64, m: choice(X) = "X"}; true  ; true
            A{n: int64, m: text}        ; A{n: int64}                    ; false ; false
            A{n: int64}                 ; A{n: text}                     ; false ; false
            A{n: int64}                 ; A{n: int32}                    ; false ; true
            A{n: int32}                 ; A{n: int64}                    ; true  ; false
            A{n: int64?}                ; A{n: int64}                    ; false ; true
            A{n: int64}                 ; A{n: int64?}                   ; true  ; false
            A{n: choice(X, Y)}          ; A{n: choice(X)}                ; false ; true
            A{n: choice(X)}             ; A{n: choice(X, Y)}             ; true  ; false
            A{n: [B{k: text}]}          ; A{n: [B{k: text, l: bool}]}    ; true  ; true
            A{n: <int32>}               ; A{n: <int64>}                  ; true  ; false
            A{n: [text]}                ; A{n: text}                     ; false ; false
            A{n: (B{k: text} | C{})}    ; A{n: (B{k: text})}             ; false ; true
            A{n: (B{k: text})}          ; A{n: (B{k: text} | C{})}       ; true  ; false
            A{n: (B{k: text})}          ; A{n: (B{})}                    ; false ; false
            """)
    void tellsWhatClientsOfTheVersionBeforeCanStillSendAndRead(
            String before, String now, boolean requests, boolean replies) {
        ShapeChange change = new ShapeChange(Shape.parse(before), Shape.parse(now));
        assertEquals(requests, change.keepsRequests(), "requests");
        assertEquals(replies, change.keepsReplies(), "replies");
    }
}
