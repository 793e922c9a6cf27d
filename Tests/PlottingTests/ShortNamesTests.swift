import Testing

@testable import Plotting

@Suite struct ShortNamesTests {
    private func short(_ names: [String], _ count: Int) -> [String] {
        let short = ShortNames(names, fitting: count)
        return names.map { short[$0] }
    }

    @Test func namesThatFitOrDifferAtTheirEndsStay() {
        #expect(short(["dog", "cat"], 3) == ["dog", "cat"])
        #expect(short(["a long name", "a long game"], 11) == ["a long name", "a long game"])
        #expect(short(["street_music_with_singing", "dog"], 10) == ["street_music_with_singing", "dog"])
        #expect(short(["the_same_beginning_1", "the_same_beginning_2"], 10) == ["the_same_beginning_1", "the_same_beginning_2"])
        #expect(short(["one and the same", "one and the same"], 4) == ["one and the same", "one and the same"])
        #expect(short([], 4) == [])
    }

    @Test func namesThatDifferInTheirMiddleLoseTheWordsThatAllBeginWith() {
        #expect(
            short(["a long name of rain in the distance", "a long name of rooster in the distance"], 16)
                == ["…rain in the distance", "…rooster in the distance"])
        #expect(short(["sound_of_a_dog_outside", "sound_of_a_bog_outside"], 12) == ["…dog_outside", "…bog_outside"])
    }
}
