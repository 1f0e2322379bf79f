"""The closed vocabularies of the UK lists, as the lists spell them (small letters), in the registry's terms."""

from importers.vocabulary import NameKind, PartyKind, Strength

KINDS = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "ship": PartyKind.VESSEL,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
NAME_KINDS = {
    "": NameKind.PRIMARY,
    "primary name": NameKind.PRIMARY,
    "primary name variation": NameKind.ALIAS,
    "alias": NameKind.ALIAS,
    "aka": NameKind.ALIAS,
    "a.k.a": NameKind.ALIAS,
    "a.k.a.": NameKind.ALIAS,
    "fka": NameKind.FORMER,
    "f.k.a": NameKind.FORMER,
    "f.k.a.": NameKind.FORMER,
    "former name": NameKind.FORMER,
}
# Only aliases that come from the UN are graded.
STRENGTHS = {
    "": Strength.UNSTATED,
    "good quality a.k.a": Strength.STRONG,
    "good quality": Strength.STRONG,
    "low quality a.k.a": Strength.WEAK,
    "low quality": Strength.WEAK,
}
# Languages of non-Latin names as the lists spell them; a script or country given instead says the language it can.
LANGUAGES = {
    "arabic": "ar", "belarusian": "be", "bosnian": "bs", "bulgarian": "bg", "burmese": "my", "chinese": "zh",
    "dari": "fa", "farsi": "fa", "georgian": "ka", "greek": "el", "hebrew": "he", "japanese": "ja", "kazakh": "kk",
    "korean": "ko", "kurdish": "ku", "macedonian": "mk", "mandarin": "zh", "pashto": "ps", "persian": "fa",
    "persian/farsi": "fa", "romanian": "ro", "russia": "ru", "russian": "ru", "serbian": "sr", "spanish": "es",
    "tajik": "tg", "thai": "th", "turkish": "tr", "ukraine": "uk", "ukrainian": "uk", "urdu": "ur", "uzbek": "uz",
    "vietnamese": "vi", "amharic": "am", "tigrinya": "ti", "armenian": "hy", "azerbaijani": "az", "kyrgyz": "ky",
}  # fmt: skip
NO_LANGUAGE = frozenset({"", "cyrillic", "latin", "unknown", "n/a"})
GENDERS = {"male": "male", "m": "male", "female": "female", "f": "female"}
