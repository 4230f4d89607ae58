/** A Python wheel that carries price data, and the file of it that is read. */
export interface PinnedWheel {
  readonly requirement: string;
  readonly file: string;
  readonly sha256: string;
  readonly member: string;
}

/** LiteLLM's price map: the source of every row. */
export const litellmWheel: PinnedWheel = {
  requirement: 'litellm==1.109.1',
  file: 'litellm-1.109.1-cp310-abi3-manylinux_2_28_x86_64.whl',
  sha256: '1c8b4dd671fa0cd0850aa751678704ff77e595fb1e6085b2dc3be39ee19bdaaf',
  member: 'litellm/model_prices_and_context_window_backup.json',
};

/** Pydantic's price list: the second opinion. */
export const genaiPricesWheel: PinnedWheel = {
  requirement: 'genai-prices==0.2.3',
  file: 'genai_prices-0.2.3-py3-none-any.whl',
  sha256: '56976ce2b04ec206117f7d0e53f4849211a6724ab3a12119afec304eba63ee25',
  member: 'genai_prices/data.py',
};

/** Fixes which of a package's wheels is fetched, whatever machine the script runs on: only data is read from it. */
export const wheelPlatform = [
  '--platform',
  'manylinux_2_28_x86_64',
  '--implementation',
  'cp',
  '--abi',
  'abi3',
  '--python-version',
  '3.12',
];
