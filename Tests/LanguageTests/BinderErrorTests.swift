import Testing

@testable import Language

@Suite struct BinderErrorTests {
    typealias Row = SyntaxErrorTests.Row

    @Test(
        "says what is wrong, where, and the way out",
        arguments: [
            Row(
                "mel = melspec clip, bands: 96, hops: 10 ms", "melspec has no option 'hops'",
                "                               ^^^^ did you mean 'hop'?"),
            Row("melspek clip", "unknown verb 'melspek'", "^^^^^^^ did you mean 'melspec'?"),
            Row("zorkify clip", "unknown verb 'zorkify'", "^^^^^^^"),
            Row("melspec clop", "nothing is called 'clop'", "        ^^^^ did you mean 'clip'?"),
            Row("x = melspak", "nothing is called 'melspak'", "    ^^^^^^^ did you mean the verb 'melspec'?"),
            Row("x = qqqqqq", "nothing is called 'qqqqqq'", "    ^^^^^^"),
            Row("melspec clip, hop: 10", "hop needs a unit", "                   ^^ 10 ms or 10 samples"),
            Row(
                "melspec clip, hop: 3 dB", "hop takes a time or a number of samples, not a level",
                "                   ^^^^ such as 25 ms or 512 samples"),
            Row(
                "melspec clip, hop: 0 ms",
                "hop takes a time or a whole number of samples above zero, not 0 s", "                   ^^^^"),
            Row("melspec clip, bands: 1000", "bands takes 1 to 512, not 1000", "                     ^^^^"),
            Row("melspec clip, bands: 2.5", "bands takes a count, such as 96, not 2.5", "                     ^^^"),
            Row("melspec clip, bands: 3 s", "bands takes a count, not a time", "                     ^^^"),
            Row("melspec clip, bands: clip", "bands takes a count, not a sound", "                     ^^^^"),
            Row("melspec clip, hop: 1 ms, hop: 3 ms", "'hop' is given twice", "                         ^^^ take one away"),
            Row("melspec clip, hop", "'hop' needs a value", "              ^^^ hop: 25 ms or 512 samples"),
            Row("melspec", "melspec needs a sound", "^^^^^^^ melspec CLIP"),
            Row(
                "melspec \"dog.wav\"", "melspec takes a sound, not a text",
                "        ^^^^^^^^^ (load ...) gives a sound"),
            Row("melspec [clip, rain]", "melspec takes a sound, not a list", "        ^^^^^^^^^^^^"),
            Row("melspec clip, range: 3 .. 4", "range needs a unit", "                     ^^^^^^ 3 Hz"),
            Row(
                "melspec clip, range: 4 Hz .. 3 Hz", "the range ends at 3 Hz, before it begins at 4 Hz",
                "                     ^^^^^^^^^^^^ 3 Hz .. 4 Hz"),
            Row(
                "melspec clip, range: 0 Hz .. 1 MHz", "range takes 0 Hz to 96 kHz, not 0 Hz .. 1 MHz",
                "                     ^^^^^^^^^^^^^"),
            Row("melspec = 3", "'melspec' is a verb and cannot be a name", "^^^^^^^ another name, such as melspec1"),
            Row("with = 3", "'with' is a preposition and cannot be a name", "^^^^ another name, such as with1"),
            Row("each = 3", "'each' is a word of the language and cannot be a name", "^^^^ another name, such as each1"),
            Row("load dog.wav", "nothing is called 'dog'", "     ^^^^^^^ a text stands in quotes: \"dog.wav\""),
            Row(
                "plot mel, title: mel", "title takes a text, not a spectrogram",
                "                 ^^^ a text stands in quotes: \"mel\""),
            Row("mix clip", "mix needs 'with' and a sound", "^^^ with OTHER"),
            Row("mix clip by rain", "mix has no 'by'", "         ^^ it takes 'with'"),
            Row("mix clip with rain with rain", "'with' is given twice", "                   ^^^^ take one away"),
            Row("mix clip with mel", "'with' of mix takes a sound, not a spectrogram", "              ^^^"),
            Row("clip.rat", "a sound has no field 'rat'", "     ^^^ did you mean 'rate'?"),
            Row("plot mel with clip", "plot has no 'with'", "         ^^^^ it is written plot VALUE"),
            Row("clip.train", "a sound has no field 'train'", "     ^^^^^ a dataset has one; its fields are rate, duration"),
            Row("clip.zorks", "a sound has no field 'zorks'", "     ^^^^^ its fields are rate, duration"),
            Row("mel.x", "a spectrogram has no fields", "    ^"),
            Row(
                "clip[0 .. 3]", "0 is no count: counts are whole and start at 1",
                "     ^^^^^^ for a place in time or frequency add its unit"),
            Row(
                "clip[1 s .. 3 Hz]", "a range goes from a time to a frequency",
                "     ^^^^^^^^^^^ give both ends one kind of unit"),
            Row("clip[rain]", "a slice takes ranges, not a sound", "     ^^^^ such as [1 s .. 2 s]"),
            Row("caption[1]", "a text cannot be sliced", "^^^^^^^^^^"),
            Row(
                "x = 1 s .. 2 s step 0 s", "the step of this range is a time above zero, not 0 s",
                "                    ^^^"),
            Row("tone 440 Hz", "tone needs the option 'duration'", "^^^^ duration: 25 ms"),
            Row("tone 440, duration: 1 s", "tone needs a unit", "     ^^^ 440 Hz"),
            Row("tone 440 Hz, duration: 1", "duration needs a unit", "                       ^ 1 ms"),
            Row("tone 440 Hz, duration: 0.5", "duration needs a unit", "                       ^^^ 0.5 s"),
            Row("tone 0.2, duration: 1 s", "tone needs a unit", "     ^^^ 0.2 kHz"),
            Row(
                "tone 440 Hz, duration: 1 s, wave: squar", "wave cannot be 'squar'",
                "                                  ^^^^^ did you mean 'square'?"),
            Row(
                "tone 440 Hz, duration: 1 s, wave: blue", "wave cannot be 'blue'",
                "                                  ^^^^ it can be sine, square or sawtooth"),
            Row(
                "melspec clip, bands: each []", "each has no values", "                          ^^ one at least: each [1, 2, 3]"),
            Row("melspec clip, bands: each [64, 1000]", "bands takes 1 to 512, not 1000", "                               ^^^^"),
            Row("melspec clip, bands: each 500 .. 600", "bands takes 1 to 512, not 513", "                          ^^^^^^^^^^"),
            Row(
                "melspec clip, hop: each [5 ms, 64 samples]", "each has a time and a number of samples",
                "                               ^^^^^^^^^^ one kind of unit for all"),
            Row("melspec clip, hop: each [5, 6 ms]", "hop needs a unit", "                         ^ 5 ms or 5 samples"),
            Row("melspec clip, bands: each [8, 8]", "each has 8 twice", "                              ^ take one away"),
            Row(
                "melspec clip, bands: each 64", "each takes a list or a range, not a number",
                "                          ^^ each [64]"),
            Row(
                "melspec clip, bands: each clip", "each takes a list or a range, not a sound",
                "                          ^^^^ such as each [1, 2, 3]"),
            Row(
                "melspec clip, bands: each [level, 3]", "the values of 'each' are written down, and this is a number",
                "                           ^^^^^ one statement for each"),
            Row(
                "mix clip with rain, snr: each 0 dB .. 8 dB", "each needs the step of this range",
                "                              ^^^^^^^^^^^^ 0 dB .. 8 dB step 2 dB"),
            Row(
                "melspec clip, bands: each 1 .. 2000", "each has more than 1000 values",
                "                          ^^^^^^^^^ a wider step"),
            Row("noisy[1, 2]", "a series of sounds over snr has no 2 counts", "^^^^^^^^^^^ one for each key: [1]"),
            Row("noisy.rat", "a series of sounds has no field 'rat'", "      ^^^ did you mean 'rate'?"),
            Row("melspec (melspec noisy)", "melspec takes a sound, not a series of spectrograms", "         ^^^^^^^^^^^^^"),
            Row("noisy + \"a\"", "a text cannot be added", "        ^^^"),
            Row("x = 1 s + 3", "a time and a number cannot be added", "    ^^^^^^^ 3 s"),
            Row("x = 1 s - 3 Hz", "a time and a frequency cannot be subtracted", "    ^^^^^^^^^^"),
            Row("x = 3 s * 2 s", "a time times a time has no unit", "    ^^^^^^^^^"),
            Row("x = 3 / 0", "division by zero", "        ^"),
            Row("x = 1e300 * 1e300", "the result is too large", "    ^^^^^^^^^^^^^"),
            Row("x = clip + \"a\"", "a text cannot be added", "           ^^^"),
            Row("x = clip + mel", "a sound and a spectrogram cannot be added", "    ^^^^^^^^^^"),
            Row("x = -\"a\"", "a text has no negative", "    ^^^^"),
            Row(
                "x = clip -3", "'clip' is a name, not a verb",
                "    ^^^^ a difference has a space behind its '-': clip - ..."),
            Row(
                "clip [1 s .. 2 s]", "'clip' is a name, not a verb",
                "^^^^ to slice it, write clip[...] without a space"),
            Row(
                "plot[mel]", "'plot' is a verb and cannot be sliced",
                "^^^^ a list as its operand stands behind a space: plot [...]"),
            Row("x = silence + clip", "'silence' is a verb", "    ^^^^^^^ its result is written (silence ...)"),
            Row(
                "layout fig, mel", "layout has no options",
                "            ^^^ several operands are one list: layout [..., mel]"),
            Row(
                "layout [fig, mel]", "layout takes a figure, or a list of them, not a spectrogram",
                "             ^^^ (plot ...) gives a figure"),
            Row(
                "layout [fig, folds]", "layout takes a figure, or a list of them, not a dataset",
                "             ^^^^^ one clip at a time"),
            Row("layout []", "layout needs a figure, or a list of them", "       ^^"),
            Row("silence clip", "silence takes no operand", "        ^^^^"),
            Row(
                "split folds by fold, test: 5", "test takes a list, not a number",
                "                           ^ in brackets: [5]"),
            Row(
                "split folds by fold, test: [3, 50]", "test takes 1 to 10, not [3, 50]",
                "                           ^^^^^^^"),
            Row(
                "load \"a\", partial: 3", "partial takes true or false, not a number",
                "                   ^ such as true or false"),
            Row("plot gone", "'gone' could not be made; see the error above", "     ^^^^"),
        ])
    func says(row: Row) {
        #expect(renderedError(row.source) == "error: \(row.error)\n  \(row.source)\n  \(row.marks)")
    }

    @Test func onlyAnErrorThatFollowsFromAnotherIsAConsequence() {
        for (source, expected) in [("plot gone", true), ("load gone.wav", true), ("plot gon", false)] {
            do throws(Diagnostic) {
                _ = try bound(source)
                Issue.record("no error")
            } catch { #expect(error.isConsequence == expected) }
        }
    }
}
