import Testing

@testable import Language

@Suite struct HelpTests {
    @Test func theTableListsEveryVerbByFamily() {
        #expect(
            helpTable(TestVocabulary.all) == """
                Sound
                  load     a sound from a file
                  melspec  mel spectrogram
                  mix      two sounds in one
                  silence  two seconds of nothing
                  tone     a tone

                Data
                  split    two parts of a data set

                Plot
                  layout   several figures in one
                  plot     a picture of a value

                Exchange
                  export   a file of a value
                """)
    }

    @Test func aPageShowsUsageOperandsOptionsDetailsAndExamples() {
        #expect(
            helpPage(TestVocabulary.all.verbs["melspec"]!) == """
                melspec: mel spectrogram

                    melspec CLIP [, options]

                CLIP  the sound: a sound

                Options
                  bands: 128                     mel bands: a count, 1 to 512
                  window: 2048 samples           length of a frame: a time or a number of
                                                 samples
                  hop: 10 ms                     from one frame to the next: a time or a number
                                                 of samples
                  range: FREQUENCY .. FREQUENCY  frequencies kept: a range, each end a
                                                 frequency, 0 Hz to 96 kHz

                Any option takes each, as in bands: each [...]: one run for every value.

                Gives a spectrogram.

                Slaney's filters.

                Shape: (bands, frames).

                Example
                    mel = melspec clip
                    mel

                        128 mel x 216 frames
                """)
    }

    @Test func theUsageLineShowsWhatMustBeGiven() {
        let tone = helpPage(TestVocabulary.all.verbs["tone"]!)
        #expect(tone.contains("\n    tone FREQUENCY, duration: TIME [, options]\n"))
        #expect(tone.contains("duration: TIME  how long: a time, 1 ms to 3600 s; must be given"))
        let mix = helpPage(TestVocabulary.all.verbs["mix"]!)
        #expect(mix.contains("\n    mix SOUND with OTHER [, options]\n"))
        let layout = helpPage(TestVocabulary.all.verbs["layout"]!)
        #expect(layout.contains("FIGURES  what is laid out: a figure, or a list of them"))
        #expect(helpPage(TestVocabulary.all.verbs["silence"]!).contains("  quick  shorter"))
    }

    @Test func theFieldsOfWhatAVerbGivesStandOnItsPage() {
        let page = helpPage(TestVocabulary.all.verbs["load"]!, fields: TestVocabulary.all.fields[.sound]!)
        #expect(page.contains("Gives a sound.\n\nIts fields\n  .rate      samples a second\n  .duration  in seconds"))
    }

    @Test func noLineIsWiderThanEightyColumns() {
        var long = TestVocabulary.verbs[0]
        long.summary = String(repeating: "many words about it ", count: 10)
        long.details = String(repeating: "日本 and more of it ", count: 30)
        let vocabulary = Vocabulary(verbs: [long], fields: [:])
        for line in (helpTable(vocabulary) + "\n" + paragraphs(long.details)).split(separator: "\n") {
            #expect(displayWidth(String(line)) <= 80)
        }
        for signature in TestVocabulary.verbs {
            for line in helpPage(signature).split(separator: "\n") { #expect(displayWidth(String(line)) <= 80) }
        }
    }
}
